import { memoize } from '../../catalog/memoize';
import { isExplicit } from '../../catalog/release';
import type { Flag } from '../../catalog/types';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { flagsOfOtherReleases } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import type { Found, Rule } from '../../lint/rule';
import { createRenameFix, describeReleases, findConflictingFlag } from './flags';

/** A command with flags of two generations, which no release takes together. */
export const releaseMix: Rule = {
  id: 'release.mix',
  title: 'Flags of two generations',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Scripts that were begun for 3.x and went on with documents of 4.x hold flags that no release knows together. Whatever is installed, some of them are left over as `remaining_argv`.',
  source: 'The dataclasses of ms-swift 3.7.0 to 4.5.2, read release by release',
  bad: [
    { flags: '', script: 'megatron sft --max_epochs 1 --save_steps 100\n' },
    { flags: '', script: 'megatron sft --output_dir out --save_interval 100\n' },
  ],
  good: [
    { flags: '', script: 'megatron sft --save_interval 10 --max_epochs 1\n' },
    { flags: '', script: 'megatron sft --async_save true --save out\n' },
    // Where a release is chosen, the flags that it does not know are the mistake.
    { flags: '--output_dir out --save_interval 100' },
  ],
  check: (facts) => {
    if (isExplicit(facts.release)) return [];
    const findConflict = memoize((flag: Flag) => findConflictingFlag(facts, flag));
    for (const { otherFlag, entry } of flagsOfOtherReleases(facts)) {
      const conflict = findConflict(otherFlag.flag);
      if (conflict) return [reportMixedFlags(facts, { flag: otherFlag.flag, entry }, conflict)];
    }
    return [];
  },
};

type FlagInText = Parameters<typeof describeReleases>[1];

function reportMixedFlags(facts: Facts, otherFlag: FlagInText, knownFlag: FlagInText): Found {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const toRelated = (flagInText: FlagInText) => ({
    span: flagInText.entry.key,
    message: `${flagInText.flag.name} exists ${describeReleases(facts, flagInText)}`,
  });
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    message: `No release takes all of these flags: ${otherFlag.flag.name} exists ${describeReleases(facts, otherFlag)}, ${knownFlag.flag.name} ${describeReleases(facts, knownFlag)}. Use the names of one release.`,
    span: facts.config.head,
    flags: [otherFlag.flag.name, knownFlag.flag.name],
    related: [toRelated(otherFlag), toRelated(knownFlag)],
    fixes: createRenameFixes(facts),
  };
}

/** Gives all flags the names that they have in the release that counts, where they have one there. */
function createRenameFixes(facts: Facts): Fix[] {
  const fixes = flagsOfOtherReleases(facts).flatMap(
    ({ otherFlag: { current }, entry }) => (current && createRenameFix(facts, entry, current)) ?? [],
  );
  const title = `Use the names of ms-swift ${facts.release.version}`;
  return fixes.length === 0 ? [] : [{ title, safe: true, changes: fixes.flatMap(({ changes }) => changes) }];
}
