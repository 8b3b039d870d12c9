import { compareReleases, isInRange, nameOfRelease } from '../../catalog/release';
import { findNextRelease, lifetimeOf, type ValueChange } from '../../catalog/renames';
import { formsOfProgram } from '../../catalog/swiftExport';
import type { Flag } from '../../catalog/types';
import type { Command } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { type OtherReleaseFlag, otherReleaseFlagOf, type ReleaseChange } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove } from '../../lint/fix';
import type { Example, Found } from '../../lint/rule';
import { conflictsOf, createRenameFix, describeReleases } from './common';

/** Shared part of the rules on flags of other releases, the most frequent reason for `remaining_argv`. */
export const otherReleaseBase = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  isAboutName: true,
  listRanges: (): string[] => [],
  source: 'The dataclasses of ms-swift 3.7.0 to 4.6.0, read release by release',
  supersedes: 'cli.abbrev-ambiguous',
} as const;

export const createReleaseExample = (release: string, flags: string): Example => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\nmegatron sft --model m --dataset d --train_iters 10 ${flags}\n`,
});

/** Reports a flag that was changed in one way between its releases and the release of the run. */
export function reportOtherReleaseFlag(facts: Facts, given: GivenFlag, kind: ReleaseChange): Found[] {
  const otherFlag = otherReleaseFlagOf(facts, given);
  if (otherFlag?.kind !== kind) return [];
  const { entry } = given;
  return [
    {
      ...explainOtherReleaseFlag(facts, otherFlag),
      span: entry.key,
      fixes: collectFixes(
        otherFlag.current && createRenameFix(facts, entry, otherFlag.current),
        fixRemove(entry, otherFlag.flag.name),
      ),
    },
  ];
}

/** Explains a flag regardless of its position. */
function explainOtherReleaseFlag(facts: Facts, otherFlag: OtherReleaseFlag): Omit<Found, 'span' | 'fixes'> {
  const isSilenced = flagValue(facts, 'ignore_args_error') === true;
  const conflict = conflictsOf(facts).get(otherFlag.flag);
  return {
    ...(isSilenced && { severity: 'warning', outcome: 'ignored' }),
    ...(otherFlag.current && isOlderFlag(otherFlag.flag, facts) && { isObsolete: true }),
    message: `${describeChange(otherFlag, facts)}${isSilenced ? ' It is dropped silently, because ignore_args_error is true.' : ''}`,
    flags: [otherFlag.flag.name],
    related: conflict
      ? [
          {
            span: conflict.entry.key,
            message: `${conflict.flag.name} exists ${describeReleases(facts, conflict.flag)}`,
          },
        ]
      : [],
  };
}

const VALUE_CHANGE_TEXT: Record<ValueChange, string> = {
  same: '',
  inverted: ', with the opposite value',
  x60: ', in seconds instead of minutes',
  '/60': ', in minutes instead of seconds',
  other: ', with another meaning',
};

const isOlderFlag = (flag: Flag, { release, catalog, config }: Facts): boolean =>
  compareReleases(lifetimeOf(catalog, flag, config.command).until, release.version) < 0;

function describeChange({ kind, flag, current }: OtherReleaseFlag, { release, catalog, config }: Facts): string {
  const { version } = release;
  const name = nameOfRelease(release);
  const { since, until } = lifetimeOf(catalog, flag, config.command);
  const advice = compareReleases(until, version) < 0 && flag.instead ? ` ${flag.instead}` : '';
  if (current)
    return `${flag.name} is called ${current.flag.name} in ms-swift ${name}${VALUE_CHANGE_TEXT[current.value]}.${advice}`;
  if (release.tree) return `ms-swift ${name} does not have ${flag.name}, which other releases have.${advice}`;
  if (kind === 'removed')
    return `${flag.name} was removed in ms-swift ${findNextRelease(catalog, until) ?? until}.${advice}`;
  const nextRelease =
    catalog.releases.find(
      (each) => compareReleases(each, version) > 0 && existsInRelease(flag, each, config.command),
    ) ?? since;
  const arrival = compareReleases(since, version) < 0 ? 'was removed, and added again in' : 'was added in';
  return `${flag.name} ${arrival} ms-swift ${nextRelease}; ${version} does not have it.${flag.before ? ` ${flag.before}` : ''}`;
}

const existsInRelease = (flag: Flag, release: string, command: Command): boolean =>
  formsOfProgram(flag, command).some(({ releases }) => isInRange(release, releases));
