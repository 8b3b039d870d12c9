import { collectEvidence, combineEvidence, findFit } from '../../catalog/infer';
import { isExplicit, type Release } from '../../catalog/release';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { type Facts, factsOf } from '../../facts/facts';
import { flagsOfOtherReleases } from '../../facts/otherReleaseFlags';
import { type ChangedDefault, findChangedDefaults, type MigrationData } from '../../lint/changedDefaults';
import { fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Creates the rule on defaults that differ between the release of a run and the one that it was written for. */
export const createChangedDefaultRule = (migration: MigrationData): Rule => ({
  id: 'release.default',
  title: 'Default that changed between releases',
  severity: 'hint',
  outcome: 'risky',
  releases: '3.7+',
  why: 'A script whose flags belong to one release runs on another one. The names can be fixed one by one, but the defaults of flags that are not given change silently.',
  source: 'The dataclasses and the checks of ms-swift 3.7.0 to 4.6.0, read release by release',
  bad: [
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --load x --save out\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft --model m --output_dir out\n' },
    { flags: '', script: "# preflight: ms-swift=3.8.1\nmegatron sft --model m --megatron_extra_kwargs '{}'\n" },
  ],
  good: [
    // All flags exist in the release.
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --mcore_model x --output_dir out\n' },
  ],
  check: (facts) => {
    const [otherFlag] = isExplicit(facts.release) ? flagsOfOtherReleases(facts) : [];
    if (!otherFlag) return [];
    const releases = findFittingReleases(facts);
    if (releases.includes(facts.release.version)) return [];
    const changed = findSharedChanges(migration, facts, releases);
    return changed.length > 0 ? [reportChangedDefaults(facts, releases, changed, otherFlag.entry)] : [];
  },
});

/** Returns the releases that the flags of the run belong to, oldest first. */
function findFittingReleases({ catalog, config }: Facts): Release[] {
  const writtenFlags = config.flags.map(({ name, values }) => ({ name, value: values[0]?.value }));
  const evidence = combineEvidence(catalog, [
    collectEvidence(catalog, { command: config.command, flags: writtenFlags }),
  ]);
  const { others, version } = findFit(catalog, evidence, 0, catalog.releases);
  return [...others, version];
}

/** Returns the changed defaults that are the same in each of the releases: which one the run was written for is unknown. */
function findSharedChanges(migration: MigrationData, facts: Facts, releases: readonly Release[]): ChangedDefault[] {
  const { config, context } = facts;
  const isIn = (changes: readonly ChangedDefault[], { flag, values }: ChangedDefault): boolean =>
    changes.some((each) => each.flag === flag && each.values.join(' ') === values.join(' '));
  let shared: ChangedDefault[] | undefined;
  for (const version of releases) {
    const oldFacts = factsOf(config, { ...context, release: { version, from: 'flags' } });
    // Flags that already differ between the releases need not be computed for the others.
    const among = shared && new Set(shared.map(({ flag }) => flag));
    const changes = findChangedDefaults(migration, oldFacts, facts, among).filter(
      ({ after, onlyIf }) => after !== undefined && onlyIf === undefined,
    );
    shared = shared?.filter((change) => isIn(changes, change)) ?? changes;
    if (shared.length === 0) break;
  }
  return shared ?? [];
}

/** Reports all changed defaults as one finding, at the first flag of the other release. */
function reportChangedDefaults(
  { catalog, release }: Facts,
  releases: readonly Release[],
  changed: readonly ChangedDefault[],
  { key }: Entry,
): Found {
  const range = describeReleases(catalog.releases, releases);
  const list = changed.map(({ flag, values, after }) => `${flag} (${values.join(' ')}, now ${after})`).join(', ');
  const title =
    changed.length === 1 ? `Add ${changed[0]?.flag}` : `Add the ${changed.length} defaults of ms-swift ${range}`;
  return {
    message: `The flags belong to ms-swift ${range}. In ${release.version} flags that are not given have other defaults: ${list}. Set them to keep the old values.`,
    span: key,
    flags: changed.map(({ flag }) => flag),
    fixes: [fixOf(title, ...changed.map(({ flag, values }): Change => ({ op: 'set', flag, values: [...values] })))],
  };
}

/** Names some releases as the ranges that they form among all releases: `3.10.0 to 3.12.6 or 4.3.0`. */
function describeReleases(all: readonly Release[], some: readonly Release[]): string {
  const ranges: Release[][] = [];
  for (const [index, release] of all.entries()) {
    if (!some.includes(release)) continue;
    const last = ranges.at(-1);
    if (last && last.at(-1) === all[index - 1]) last.push(release);
    else ranges.push([release]);
  }
  return ranges.map((range) => (range.length === 1 ? range[0] : `${range[0]} to ${range.at(-1)}`)).join(' or ');
}
