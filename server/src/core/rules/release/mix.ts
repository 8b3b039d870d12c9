import { isExplicit } from '../../catalog/release';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { flagsOfOtherReleases } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import type { Found, Rule } from '../../lint/rule';
import { conflictsOf, createRenameFix, describeReleases, type FlagWithEntry } from './common';

/** Flags that no release accepts together. */
export const releaseMix: Rule = {
  id: 'release.mix',
  title: 'Flags of two release generations',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  listRanges: () => [],
  why: 'Scripts that were written for 3.x and extended with the documentation of 4.x contain flags that no release accepts together. In every installed release, some of them are left over as `remaining_argv`.',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.6.0, read release by release',
  bad: [
    { flags: '', script: 'megatron sft --max_epochs 1 --save_steps 100\n' },
    { flags: '', script: 'megatron sft --output_dir out --save_interval 100\n' },
  ],
  good: [
    { flags: '', script: 'megatron sft --save_interval 10 --max_epochs 1\n' },
    { flags: '', script: 'megatron sft --async_save true --save out\n' },
    // In a chosen release, `release.renamed` reports the flags that it does not have.
    { flags: '--output_dir out --save_interval 100' },
  ],
  check: (facts) => {
    if (isExplicit(facts.release)) return [];
    for (const { otherFlag, entry } of flagsOfOtherReleases(facts)) {
      const conflict = conflictsOf(facts).get(otherFlag.flag);
      if (conflict) return [reportMixedFlags(facts, { flag: otherFlag.flag, entry }, conflict)];
    }
    return [];
  },
};

function reportMixedFlags(facts: Facts, otherFlag: FlagWithEntry, knownFlag: FlagWithEntry): Found {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const toRelated = ({ flag, entry }: FlagWithEntry) => ({
    span: entry.key,
    message: `${flag.name} exists ${describeReleases(facts, flag)}`,
  });
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    message: `No release accepts all of these flags: ${otherFlag.flag.name} exists ${describeReleases(facts, otherFlag.flag)}, ${knownFlag.flag.name} ${describeReleases(facts, knownFlag.flag)}. Use the names of one release.`,
    span: facts.config.head,
    flags: [otherFlag.flag.name, knownFlag.flag.name],
    related: [toRelated(otherFlag), toRelated(knownFlag)],
    fixes: createRenameFixes(facts),
  };
}

/** Creates one fix that renames all flags that have another name in the release of the run. */
function createRenameFixes(facts: Facts): Fix[] {
  const fixes = flagsOfOtherReleases(facts).flatMap(
    ({ otherFlag: { current }, entry }) => (current && createRenameFix(facts, entry, current)) ?? [],
  );
  const title = `Use the names of ms-swift ${facts.release.version}`;
  return fixes.length === 0 ? [] : [{ title, safe: true, changes: fixes.flatMap(({ changes }) => changes) }];
}
