import { hasCommand } from '../../catalog/catalog';
import { isExplicit, isInRange } from '../../catalog/release';
import type { Catalog } from '../../catalog/types';
import type { Entry } from '../../config/config';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { findOtherReleaseFlag } from '../../facts/otherReleaseFlags';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { findForeignAdvice } from './foreign';

const base = {
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  source: 'swift/llm/base.py, SwiftPipeline._parse_args: remaining_argv',
} as const;

/** Words such as `-1e-5` look like options to argparse but are values gone astray; another rule speaks of them. */
export const isStrayNumber = (name: string): boolean => /^-[\d.]/.test(name);

/** A field that 4.4 and later keep for themselves: accepted, but nothing for users. */
const isInternal = (name: string, { release }: Facts): boolean =>
  name === '_teacher_use_disable_adapter' && isInRange(release.version, '4.4+');

/** The launcher takes `--config FILE` away before the flags are parsed: always up to 4.0.4, with Ray from 4.3 on. */
function isLauncherFlag(entry: Entry, facts: Facts): boolean {
  const { release, config, givenFlags } = facts;
  if (entry.name !== 'config') return false;
  if (isExplicit(release) && isInRange(release.version, '4.3+')) return flagValue(facts, 'use_ray') === true;
  const isRead = isInRange(release.version, '3.10-4.0.4') || !isExplicit(release);
  // It is looked for as a word of its own, and only the first one is taken.
  const first = givenFlags.find((each) => each.entry.name === 'config' && !each.entry.joinedByEquals)?.entry;
  return isRead && entry === first && !config.joinedConfigFile;
}

/** A command that the release does not have knows no flags; that is said once, of the command. */
const findUnknownFlags = (facts: Facts): GivenFlag[] =>
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

const isUnknownFlagIgnored = (facts: Facts): boolean | undefined => {
  const value = flagValue(facts, 'ignore_args_error');
  return value === undefined ? undefined : value === true;
};

export const unknownFlag: Rule = {
  ...base,
  id: 'cli.unknown-flag',
  title: 'A flag that the release does not know',
  why: 'Flags that no argument class declares are collected, and the run stops with `ValueError: remaining_argv` on every rank.',
  bad: [{ flags: '--micro_batch_sise 1' }, { flags: '--learning_rate 1e-5' }, { flags: '--frobnicate' }],
  good: [{ flags: '--micro_batch_size 1' }, { flags: '--micro-batch-size 1' }],
  check: (facts) =>
    isUnknownFlagIgnored(facts) === false
      ? findUnknownFlags(facts).map((given, index) => reportUnknownFlag(facts, given, index))
      : [],
};

export const unknownFlagSilenced: Rule = {
  ...base,
  id: 'cli.unknown-flag-silenced',
  title: 'An unknown flag that ignore_args_error hides',
  severity: 'warning',
  outcome: 'ignored',
  why: 'With `ignore_args_error true` an unknown flag is only mentioned in the log: the run goes on without it.',
  bad: [{ flags: '--ignore_args_error true --micro_batch_sise 1' }],
  good: [{ flags: '--ignore_args_error true --micro_batch_size 1' }],
  check: (facts) =>
    isUnknownFlagIgnored(facts)
      ? findUnknownFlags(facts).map((given, index) => {
          const { message, ...rest } = reportUnknownFlag(facts, given, index);
          return { ...rest, message: `${message} It is dropped silently, since ignore_args_error is true.` };
        })
      : [],
};

/** Of so many flags it is asked what they may have meant; a text that has more was made by accident. */
const MAX_SUGGESTED_FLAGS = 50;

function reportUnknownFlag(facts: Facts, { entry }: GivenFlag, index: number): Found {
  const { catalog, release, config } = facts;
  const name = entry.name;
  const foreign = findForeignAdvice(facts, name);
  const suggestions = foreign || index >= MAX_SUGGESTED_FLAGS ? [] : findNearestFlags(catalog, facts, name);
  const advice = foreign
    ? ` ${foreign.advice}`
    : suggestions.length > 0
      ? ` Did you mean ${suggestions.join(' or ')}?`
      : '';
  return {
    message: `\`megatron ${config.command}\` of ms-swift ${release.version} has no flag ${name}.${advice}`,
    span: entry.key,
    flags: [name],
    fixes: collectFixes(
      foreign?.flag ? fixRename(entry, foreign.flag) : undefined,
      ...suggestions.map((candidate, index) => fixRename(entry, candidate, index === 0 && suggestions.length === 1)),
      fixRemove(entry, name),
    ),
  };
}

function findNearestFlags(catalog: Catalog, facts: Facts, name: string): string[] {
  const known = catalog.view(facts.release.version, facts.config.command).flags.map((flag) => flag.name);
  return findNearestNames(name.replace(/^-/, ''), known, 2);
}
