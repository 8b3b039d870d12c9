import { beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, type Feature } from '../support/bash/build';
import { type CheckedScript, checkScripts, formatReport } from '../support/bash/checkScripts';
import { reduceScript } from '../support/bash/reduce';
import { type BashScript, makeFeatureScript, makeMixedScript } from '../support/bash/scripts';

/**
 * Our reading of shell beside real bash: generated scripts run with a recorder in place of the trainer, and what it
 * is given has to be what we claim. Seeds are fixed; `npm run oracle` takes many more of them. ORACLE_REDUCE=1
 * makes the scripts of a failure small before they are shown.
 */
const RUNS = Number(process.env.ORACLE_RUNS ?? 1500);
const EACH = Math.ceil((RUNS * 0.4) / FEATURES.length);
const MIXED = Math.max(0, RUNS - EACH * FEATURES.length);

interface Outcome extends CheckedScript {
  group: Feature | 'mixed';
  script: BashScript;
}

const outcomes: Outcome[] = [];

beforeAll(async () => {
  const plan = [
    ...FEATURES.flatMap((group) => seeds(EACH).map((seed) => ({ group, script: makeFeatureScript(group, seed) }))),
    ...seeds(MIXED).map((seed) => ({ group: 'mixed' as const, script: makeMixedScript(seed) })),
  ];
  // In slices, so that the recordings of many scripts need not be held at once.
  for (let from = 0; from < plan.length; from += 2000) {
    const slice = plan.slice(from, from + 2000);
    const judged = await checkScripts(slice.map(({ script }) => script));
    slice.forEach((each, index) => {
      const one = judged[index];
      if (one) outcomes.push({ ...each, ...one });
    });
  }
}, 1_200_000);

describe('what real bash passes to the trainer is what we read', () => {
  it.each(FEATURES)('%s', { timeout: 120_000 }, async (group) => {
    const wrong = outcomes.filter((each) => each.group === group && each.mismatches.length > 0);
    if (wrong.length > 0) expect.fail(await shown(group, wrong));
  });

  it('mixed', { timeout: 120_000 }, async () => {
    const wrong = outcomes.filter(({ group, mismatches }) => group === 'mixed' && mismatches.length > 0);
    if (wrong.length > 0) expect.fail(await shown('mixed', wrong));
  });

  it.each(['words', 'env'] as const)(
    'and at least 95 %% of the %s that follow from the script alone are known',
    (what) => {
      const counted = outcomes.filter(({ script }) => script.determined);
      expect(share(counted.map((each) => each[what]))).toBeGreaterThanOrEqual(0.95);
      const mixed = counted.filter(({ group }) => group === 'mixed');
      expect(share(mixed.map((each) => each[what]))).toBeGreaterThanOrEqual(0.95);
    },
  );
});

describe('the generated scripts', () => {
  it('are valid', () => {
    expect(outcomes.filter(({ errors }) => errors !== '').map(formatReport)).toEqual([]);
  });

  it('reach the trainer', () => {
    const reached = outcomes.filter(({ calls }) => calls > 0).length;
    expect(reached / outcomes.length).toBeGreaterThan(0.9);
  });

  it('are the same for the same seed', () => {
    for (const seed of seeds(50)) expect(makeMixedScript(seed)).toEqual(makeMixedScript(seed));
  });
});

const seeds = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const share = (tallies: readonly { known: number; all: number }[]): number =>
  tallies.reduce((sum, { known }) => sum + known, 0) / tallies.reduce((sum, { all }) => sum + all, 0);

/** The smallest failures of a group, since those say most. */
async function shown(group: string, wrong: readonly Outcome[]): Promise<string> {
  const smallest = wrong.toSorted((a, b) => a.text.length - b.text.length).slice(0, 3);
  const reduced = process.env.ORACLE_REDUCE ? await Promise.all(smallest.map((each) => reduceScript(each))) : smallest;
  const reports = reduced.map((each, index) => `seed ${smallest[index]?.script.seed}: ${formatReport(each)}`);
  const all = outcomes.filter((each) => each.group === group).length;
  return [`${wrong.length} of ${all} scripts are read wrongly`, ...reports].join('\n\n');
}
