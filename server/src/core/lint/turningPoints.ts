import type { Release } from '../catalog/release';
import type { ReleaseSet } from '../catalog/releaseSets';
import type { Facts } from '../facts/facts';
import { EXTRA_KWARGS_FLAGS } from '../facts/givens';
import { isAboutNames } from './nameRules';
import type { LintRule } from './rule';

/**
 * Ranges of releases that code of the core asks for, besides those of rules and of the catalog. A test compares them with
 * the sources.
 */
export const RANGES_IN_CODE: readonly string[] = [
  '3.7-3.8',
  '3.7-3.9',
  '3.7-3.10',
  '3.7-3.12',
  '3.7-4.0.2',
  '3.7-4.1.2',
  '3.9+',
  '3.9-3.12',
  '3.10+',
  '3.10-4.0.4',
  '3.11+',
  '3.12+',
  '4.0+',
  '4.0-4.1.0',
  '4.0-4.3.1',
  '4.1+',
  '4.2+',
  '4.3+',
  '4.3.0-4.3.0',
  '4.4+',
  '4.5+',
];

/** The ranges that the code asks for which computes a value that is not given, by the name of the value. */
const RANGES_OF_DERIVED: Readonly<Record<string, readonly string[]>> = {
  layout: ['3.7-3.8', '3.7-3.9', '3.7-3.10', '3.9-3.12', '3.11+', '4.2+'],
  train_type: ['3.10+', '4.0+'],
  tuner_type: ['4.0+'],
  lr: ['4.0+'],
  lazy_tokenize: ['3.11+', '3.12+'],
  expert_tensor_parallel_size: ['3.7-3.8'],
  wandb_project: ['3.12+'],
  num_generations: ['4.2+'],
  use_chat_template: ['4.0-4.1.0'],
  extra_megatron_kwargs: ['3.7-3.12'],
  megatron_extra_kwargs: ['3.7-3.12'],
};

/** The ranges that the conditions of a rule ask for, and the code that computes the values which it reads. */
function listRangesOf({ releases, listRanges }: LintRule, reads: readonly string[], facts: Facts): string[] {
  if (!listRanges) return [releases, ...RANGES_IN_CODE];
  const derived = reads.filter((name) => !facts.lastByName.has(name) || EXTRA_KWARGS_FLAGS.includes(name));
  return [releases, ...listRanges(), ...derived.flatMap((name) => RANGES_OF_DERIVED[name] ?? [])];
}

/**
 * Groups releases so that within each group nothing changes that decides the findings of a rule in a run: the rules with
 * its id, their conditions, and the flags that they read.
 */
export function findTurningPoints(
  facts: Facts,
  rules: readonly LintRule[],
  rule: string,
  reads: readonly string[],
  releases: readonly Release[],
): ReleaseSet[] {
  const { catalog, config, lastByName } = facts;
  const { support, names, models } = catalog;
  const ranges = new Set(rules.flatMap((each) => listRangesOf(each, reads, facts)));
  if (isAboutNames(rule)) {
    const isAboutModels = rule.startsWith('model.');
    const tables = names.filter(({ flag }) => isAboutModels || reads.includes(flag)).flatMap((table) => table.ranges);
    const registries = isAboutModels ? [...models.names, ...models.architectures] : [];
    for (const each of [...tables, ...registries]) ranges.add(each.releases);
  }
  // A rule that is data reads no default of a flag that is given.
  const isData = rules.every(({ listRanges }) => listRanges);
  const sets = reads.flatMap((name) =>
    support.ofForms(config.command, name, isData && lastByName.has(name) ? 'values' : 'all'),
  );
  return splitBy(support.ofReleases(releases), new Set([...sets, ...[...ranges].map(support.ofRange)]));
}

/** Splits a set of releases by the borders of others. */
function splitBy(set: ReleaseSet, others: Iterable<ReleaseSet>): ReleaseSet[] {
  let groups = [set];
  for (const other of others) {
    if (groups.every((group) => (group & other) === 0n || (group & ~other) === 0n)) continue;
    groups = groups.flatMap((group) => [group & other, group & ~other].filter((part) => part !== 0n));
  }
  return groups;
}
