import { hasCommand } from '../../catalog/catalog';
import { matchFlag } from '../../catalog/match';
import { isExplicit, isInRange, nameOfRelease } from '../../catalog/release';
import type { Entry } from '../../config/config';
import { nameOfCommand } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { findOtherReleaseFlag } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Found } from '../../lint/rule';
import { isStrayNumber } from './common';
import { findForeignAdvice } from './foreign-common';

/** Shared part of the rules on flags that no release knows. */
export const unknownFlagBase = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  isAboutName: true,
  // A later range matters only for `config`, which the launcher reads.
  listRanges: (): string[] => [],
  source: 'swift/llm/base.py, SwiftPipeline._parse_args: remaining_argv',
} as const;

/** Whether a name is an internal field of 4.4 and later: accepted, but of no use to users. */
const isInternal = (name: string, { release }: Facts): boolean =>
  name === '_teacher_use_disable_adapter' && isInRange(release.version, '4.4+');

/**
 * Whether the launcher removes the entry from the command line before the flags are parsed: `--config FILE` always up
 * to 4.0.4, and with Ray from 4.3 on.
 */
function isLauncherFlag(entry: Entry, facts: Facts): boolean {
  const { release, config, givenFlags } = facts;
  // The launcher of 4.1 and later reads ENV of a JSON file, which earlier releases take for a flag.
  if (entry.name === 'ENV' && config.reader === 'fields') return !isExplicit(release);
  if (entry.name !== 'config') return false;
  if (isExplicit(release) && isInRange(release.version, '4.3+')) return flagValue(facts, 'use_ray') === true;
  const isRead = isInRange(release.version, '3.10-4.0.4') || !isExplicit(release);
  // The launcher looks for `--config` as a separate argument, and reads only the first one.
  const first = givenFlags.find((each) => each.entry.name === 'config' && !each.entry.joinedByEquals)?.entry;
  return isRead && entry === first && !config.joinedConfigFile;
}

/** Returns the unknown flags of a run; none for a command that the release does not have, which has its own rule. */
export const findUnknownFlags = (facts: Facts): GivenFlag[] =>
  hasCommand(facts.catalog, facts.release.version, facts.config.command)
    ? facts.givenFlags.filter(
        ({ entry, match }) =>
          match.kind === 'unknown' &&
          !isStrayNumber(entry.name) &&
          !isInternal(entry.name, facts) &&
          !isLauncherFlag(entry, facts) &&
          !findOtherReleaseFlag(facts, entry.name),
      )
    : [];

/**
 * Whether ms-swift drops unknown flags instead of stopping; undefined if the value of the switch is unknown. An unknown
 * argument, such as `$EXTRA`, is not taken for it: the commands of users do not set it.
 */
export const isUnknownFlagIgnored = (facts: Facts): boolean | undefined => {
  if (!findGiven(facts, 'ignore_args_error')) return false;
  const value = flagValue(facts, 'ignore_args_error');
  return value === undefined ? undefined : value === true;
};

/** Maximum number of unknown flags for which similar names are searched; a text with more was made by accident. */
const MAX_SUGGESTED_FLAGS = 50;

export function reportUnknownFlag(facts: Facts, { entry }: GivenFlag, index: number): Found {
  const { release, config } = facts;
  // Two dashes alone are a flag without a name.
  const name = entry.name === '' ? '--' : entry.name;
  const foreign = findForeignAdvice(facts, name);
  const suggestions = foreign || entry.name === '' || index >= MAX_SUGGESTED_FLAGS ? [] : findNearestFlags(facts, name);
  const advice = foreign
    ? ` ${foreign.advice}`
    : suggestions.length > 0
      ? ` Did you mean ${suggestions.join(' or ')}?`
      : adviseMegatronExport(facts, name);
  return {
    message: `\`${nameOfCommand(config.command)}\` of ms-swift ${nameOfRelease(release)} has no flag ${name}.${advice}`,
    span: entry.key,
    flags: [name],
    fixes: collectFixes(
      ...(foreign?.flags ?? []).map((flag) => fixRename(entry, flag)),
      ...suggestions.map((suggestion) => fixRename(entry, suggestion, suggestions.length === 1)),
      fixRemove(entry, name),
    ),
  };
}

/** Advises `megatron export` on a flag that `swift export` lacks, such as the parallel sizes. */
function adviseMegatronExport({ catalog, release, config }: Facts, name: string): string {
  const isOfExport =
    config.command === 'swift export' &&
    matchFlag(catalog, catalog.view(release.version, 'export'), name).kind === 'exact';
  return isOfExport
    ? ' It converts without parallelism; `megatron export` has the flag, and converts on several GPUs.'
    : '';
}

const findNearestFlags = ({ catalog, release, config }: Facts, name: string): readonly string[] =>
  catalog.view(release.version, config.command).findSimilar(name.replace(/^-/, ''));
