import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { service } from '../support/service';
import { type Judged, judgeCase, readCases } from '../support/verdicts';

/**
 * Our verdicts beside those of the real argument code. The collection is kept outside the repository; where it is
 * absent, the measured facts of test/core/parsing.facts.test.ts speak for it.
 */
const folder = resolve(import.meta.dirname, '../../../shared/cases');
const RELEASES = [
  ['3.8.1', 'models/3.8.1', 0.99],
  ['3.12.6', 'models/3.12.6', 0.98],
  ['4.2.3', 'models/4.x', 0.96],
  ['4.5.2', 'models/4.x', 0.95],
] as const;

/** What a command line cannot show: files that exist only where the case was run. */
const isAboutFiles = ({ case: { argv, sandbox } }: Judged): boolean =>
  sandbox !== undefined || argv.some((word) => /\.(?:json|ya?ml)$/.test(word));

const shown = (judged: readonly Judged[]): string[] =>
  judged.map(
    ({ case: { id, message }, findings }) => `${id}: ${message ?? 'accepted'} / ${findings.map(({ rule }) => rule)}`,
  );

describe.each(RELEASES)('the collected verdicts of ms-swift %s', (release, models, least) => {
  const path = resolve(folder, `verdicts-${release}.jsonl`);
  const present = existsSync(path);
  const judged = present ? readCases(path).map((one) => judgeCase(service, release, resolve(folder, models), one)) : [];
  const of = (phase: string): Judged[] => judged.filter((each) => each.case.phase === phase && !isAboutFiles(each));

  it.runIf(present)('every accepted command line is free of findings that say it is rejected', () => {
    const accepted = judged.filter((each) => each.case.verdict === 'accept' && !isAboutFiles(each));
    expect(shown(accepted.filter(({ rejected }) => rejected.length > 0))).toEqual([]);
  });

  it.runIf(present)(`at least ${least * 100} % of what the parser rejects has an error`, () => {
    const missed = of('swift-parse').filter(({ errors }) => errors.length === 0);
    expect(1 - missed.length / of('swift-parse').length, shown(missed).join('\n')).toBeGreaterThanOrEqual(least);
  });

  it.runIf(present)('the error of a rejected parse stands on a flag or a word that the real message names', () => {
    const astray = of('swift-parse').filter(({ case: { message = '' }, errors }) => {
      const said = errors
        .flatMap((finding) => [...finding.flags, finding.message])
        .join(' ')
        .replaceAll('-', '_');
      const words = message.replaceAll('-', '_').match(/\w+/g) ?? [];
      return errors.length > 0 && !words.some((word) => said.includes(word.replace(/^_+/, '')));
    });
    expect(shown(astray)).toEqual([]);
  });
});
