import { remembered } from '../../catalog/memoize';
import { isExplicit } from '../../catalog/release';
import type { Flag } from '../../catalog/types';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { strangersIn } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import type { Found, Rule } from '../../lint/rule';
import { opponentOf, rangeText, renameFix } from './flags';

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
    const opponents = remembered((flag: Flag) => opponentOf(facts, flag));
    for (const { stranger, entry } of strangersIn(facts)) {
      const opponent = opponents(stranger.flag);
      if (opponent) return [foundFor(facts, { flag: stranger.flag, entry }, opponent)];
    }
    return [];
  },
};

type Side = Parameters<typeof rangeText>[1];

function foundFor(facts: Facts, strange: Side, known: Side): Found {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const about = (side: Side) => ({
    span: side.entry.key,
    message: `${side.flag.name} exists ${rangeText(facts, side)}`,
  });
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    message: `No release takes all of these flags: ${strange.flag.name} exists ${rangeText(facts, strange)}, ${known.flag.name} ${rangeText(facts, known)}. Use the names of one release.`,
    span: facts.config.head,
    flags: [strange.flag.name, known.flag.name],
    related: [about(strange), about(known)],
    fixes: renames(facts),
  };
}

/** Gives all flags the names that they have in the release that counts, where they have one there. */
function renames(facts: Facts): Fix[] {
  const fixes = strangersIn(facts).flatMap(
    ({ stranger: { here }, entry }) => (here && renameFix(facts, entry, here)) ?? [],
  );
  const title = `Use the names of ms-swift ${facts.release.version}`;
  return fixes.length === 0 ? [] : [{ title, safe: true, changes: fixes.flatMap(({ changes }) => changes) }];
}
