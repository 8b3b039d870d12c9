import { beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, type Feature } from '../support/bash/build';
import { type CheckedScript, checkScripts, formatReport } from '../support/bash/checkScripts';
import { reduceScript } from '../support/bash/reduce';
import { type BashScript, makeFeatureScript, makeMixedScript } from '../support/bash/scripts';

/**
 * Compares the reader of shell scripts with real bash: generated scripts run with a recorder in place of the trainer, and
 * its input must be what the reader claims. Seeds are fixed; `npm run oracle` runs many more of them. ORACLE_REDUCE=1
 * reduces failing scripts before they are printed.
 */
const RUNS = Number(process.env.ORACLE_RUNS ?? 1500);
const RUNS_PER_FEATURE = Math.ceil((RUNS * 0.4) / FEATURES.length);
const MIXED_RUNS = Math.max(0, RUNS - RUNS_PER_FEATURE * FEATURES.length);

interface Outcome extends CheckedScript {
  group: Feature | 'mixed';
  script: BashScript;
}

const outcomes: Outcome[] = [];

beforeAll(async () => {
  const plan = [
    ...FEATURES.flatMap((group) =>
      seedsUpTo(RUNS_PER_FEATURE).map((seed) => ({ group, script: makeFeatureScript(group, seed) })),
    ),
    ...seedsUpTo(MIXED_RUNS).map((seed) => ({ group: 'mixed' as const, script: makeMixedScript(seed) })),
  ];
  // In slices, so that the recordings of many scripts are not in memory at once.
  for (let from = 0; from < plan.length; from += 2000) {
    const slice = plan.slice(from, from + 2000);
    const checked = await checkScripts(slice.map(({ script }) => script));
    slice.forEach((run, index) => {
      const result = checked[index];
      if (result) outcomes.push({ ...run, ...result });
    });
  }
}, 1_200_000);

describe('readShell', () => {
  it.each(FEATURES)(
    'claims what real bash passes to the trainer in scripts with the feature %s',
    { timeout: 120_000 },
    async (group) => {
      const wrong = outcomes.filter((outcome) => outcome.group === group && outcome.mismatches.length > 0);
      if (wrong.length > 0) expect.fail(await describeFailures(group, wrong));
    },
  );

  it('claims what real bash passes to the trainer in scripts with mixed features', { timeout: 120_000 }, async () => {
    const wrong = outcomes.filter(({ group, mismatches }) => group === 'mixed' && mismatches.length > 0);
    if (wrong.length > 0) expect.fail(await describeFailures('mixed', wrong));
  });

  it.each(['words', 'env'] as const)('knows at least 95 %% of the %s that follow from the script alone', (kind) => {
    const counted = outcomes.filter(({ script }) => script.determined);
    expect(shareOfKnown(counted.map((outcome) => outcome[kind]))).toBeGreaterThanOrEqual(0.95);
    const mixed = counted.filter(({ group }) => group === 'mixed');
    expect(shareOfKnown(mixed.map((outcome) => outcome[kind]))).toBeGreaterThanOrEqual(0.95);
  });
});

describe('generated scripts', () => {
  it('are valid for bash', () => {
    expect(outcomes.filter(({ errors }) => errors !== '').map(formatReport)).toEqual([]);
  });

  it('run the trainer in more than 90 % of the cases', () => {
    const reached = outcomes.filter(({ calls }) => calls > 0).length;
    expect(reached / outcomes.length).toBeGreaterThan(0.9);
  });

  it('are equal when the seed is equal', () => {
    for (const seed of seedsUpTo(50)) expect(makeMixedScript(seed)).toEqual(makeMixedScript(seed));
  });
});

const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

const shareOfKnown = (tallies: readonly { known: number; all: number }[]): number =>
  tallies.reduce((sum, { known }) => sum + known, 0) / tallies.reduce((sum, { all }) => sum + all, 0);

/** Describes the smallest failures of a group, which are the easiest to understand. */
async function describeFailures(group: string, wrong: readonly Outcome[]): Promise<string> {
  const smallest = wrong.toSorted((a, b) => a.text.length - b.text.length).slice(0, 3);
  const reduced = process.env.ORACLE_REDUCE
    ? await Promise.all(smallest.map((outcome) => reduceScript(outcome)))
    : smallest;
  const reports = reduced.map((script, index) => `seed ${smallest[index]?.script.seed}: ${formatReport(script)}`);
  const all = outcomes.filter((outcome) => outcome.group === group).length;
  return [`${wrong.length} of ${all} scripts are read wrongly`, ...reports].join('\n\n');
}
