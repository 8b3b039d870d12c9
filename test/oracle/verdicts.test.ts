import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { type CheckedCase, checkCase, dependsOnMachine, readCases, score } from '../support/verdicts';

/**
 * Compares our verdicts with those of the real argument code over the full collection, which is kept outside the
 * repository. A sample of it is in test/rules/verdicts.test.ts.
 */
const folder = resolve(import.meta.dirname, '../../../shared/cases');

/** The goal for each figure, as a share. A phase has its own goal if it has more than 20 cases. */
const GOALS = { rejects: 0.98, phase: 0.95, overridden: 0.95, fixes: 0.9 };

const RELEASES = [
  ['3.8.1', 'models/3.8.1'],
  ['3.12.6', 'models/3.12.6'],
  ['4.2.3', 'models/4.x'],
  ['4.5.2', 'models/4.x'],
  ['4.5.2-full', 'models/4.x'],
  ['4.6.0', 'models/4.x'],
] as const;

/** One of this many rejects is repaired, since computing fixes is slow. */
const EVERY = 40;

const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);
const row = (name: string, part: number, all: number): string =>
  `${name.padEnd(26)} ${String(part).padStart(5)} of ${String(all).padStart(5)}  ${(100 * share(part, all)).toFixed(1)} %`;

const shown = ({ case: { id, message }, findings }: CheckedCase): string =>
  `${id}: ${message ?? 'accepted'} / ${findings.map(({ rule }) => rule)}`;

describe.each(RELEASES)('the collected verdicts of ms-swift %s', (name, models) => {
  // A second collection of a release has a word after it.
  const release = name.replace(/-.*/, '');
  const path = resolve(folder, `verdicts-${name}.jsonl`);
  const present = existsSync(path);
  const all = present ? readCases(path).map((one) => checkCase(service, release, resolve(folder, models), one)) : [];
  const judged = all.filter((each) => !dependsOnMachine(each.case));
  const rejects = judged.filter((each) => each.case.verdict === 'reject');
  const explained = rejects.filter(({ namesCause }) => namesCause);
  const phases = score(judged);

  it.runIf(present)('every accepted command line is free of findings that say it is rejected', () => {
    const accepted = judged.filter((each) => each.case.verdict === 'accept');
    expect(accepted.filter(({ rejected }) => rejected.length > 0).map(shown)).toEqual([]);
  });

  it.runIf(present)('what is rejected gets an error that names the cause, in all phases', () => {
    const table = phases.map(({ phase, right, cases }) => row(phase, right, cases));
    console.log(`${name}\n${table.join('\n')}\n${row('all rejects', explained.length, rejects.length)}`);
    const missed = rejects.filter((each) => !each.namesCause).map(shown);
    expect(share(explained.length, rejects.length), missed.join('\n')).toBeGreaterThanOrEqual(GOALS.rejects);
    const weak = phases.filter(({ cases, right }) => cases > 20 && share(right, cases) < GOALS.phase);
    expect(weak.map(({ phase }) => phase)).toEqual([]);
  });

  it.runIf(present)('flags that the run replaces get a finding', () => {
    const flags = judged.flatMap((each) => each.case.overridden ?? []).length;
    const unmarked = judged.flatMap((each) => each.unmarked.map((flag) => `${each.case.id} ${flag}`));
    console.log(row(`${name} overridden`, flags - unmarked.length, flags));
    expect(share(flags - unmarked.length, flags), unmarked.join('\n')).toBeGreaterThanOrEqual(GOALS.overridden);
  });

  it.runIf(present)(
    'the first fixes that are offered leave no error',
    () => {
      const repaired = explained.filter((_, index) => index % EVERY === 0);
      const clean = repaired.filter((each) => each.repair().end === 'clean');
      console.log(row(`${release} first fix`, clean.length, repaired.length));
      expect(share(clean.length, repaired.length)).toBeGreaterThanOrEqual(GOALS.fixes);
    },
    120_000,
  );
});
