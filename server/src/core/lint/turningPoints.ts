import type { Release } from '../catalog/release';
import type { Catalog, ReleaseSet } from '../catalog/types';
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
  '3.9+',
  '3.9-3.12',
  '3.10+',
  '3.10-4.0.4',
  '3.11+',
  '3.12+',
  '4.0+',
  '4.0-4.1.0',
  '4.1+',
  '4.2+',
  '4.3+',
  '4.3.0-4.3.0',
  '4.4+',
];

/** The ranges that the code asks for which computes a value that is not given, by the name of the value. */
const RANGES_OF_DERIVED: Readonly<Record<string, readonly string[]>> = {
  layout: ['3.7-3.8', '3.7-3.9', '3.7-3.10', '3.9-3.12', '3.11+', '4.2+'],
  train_type: ['3.10+', '4.0+'],
  tuner_type: ['4.0+'],
  lr: ['4.0+'],
  expert_tensor_parallel_size: ['3.7-3.8'],
  wandb_project: ['3.12+'],
  num_generations: ['4.2+'],
  use_chat_template: ['4.0-4.1.0'],
  extra_megatron_kwargs: ['3.7-3.12'],
  megatron_extra_kwargs: ['3.7-3.12'],
};

/** The ranges that the conditions of a rule ask for, and the code that computes the values which it reads. */
function listRangesOf({ releases, listRanges }: LintRule, reads: ReadonlySet<string>): string[] {
  if (!listRanges) return [releases, ...RANGES_IN_CODE];
  return [releases, ...listRanges(), ...[...reads].flatMap((name) => RANGES_OF_DERIVED[name] ?? [])];
}

/**
 * Groups releases so that within each group nothing changes that decides a finding: the rules with its id, the conditions
 * of those, and the flags that they read.
 */
export function findTurningPoints(
  { support, byName, names, models }: Catalog,
  rules: readonly LintRule[],
  rule: string,
  reads: ReadonlySet<string>,
  releases: readonly Release[],
): ReleaseSet[] {
  const ranges = new Set(rules.flatMap((each) => listRangesOf(each, reads)));
  for (const name of reads) for (const form of byName.get(name)?.forms ?? []) ranges.add(form.releases);
  if (isAboutNames(rule)) {
    for (const { flag, ranges: own } of names)
      if (reads.has(flag) || rule.startsWith('model.')) for (const each of own) ranges.add(each.releases);
    if (rule.startsWith('model.'))
      for (const each of [...models.names, ...models.architectures]) ranges.add(each.releases);
  }
  let groups = [support.ofReleases(releases)];
  for (const range of ranges) {
    const set = support.ofRange(range);
    groups = groups.flatMap((group) => [group & set, group & ~set].filter((part) => part !== 0n));
  }
  return groups;
}
