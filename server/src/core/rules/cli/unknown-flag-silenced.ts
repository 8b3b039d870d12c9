import type { Rule } from '../../lint/rule';
import { findUnknownFlags, isUnknownFlagIgnored, reportUnknownFlag, unknownFlagBase } from './unknown-flag-common';

export const unknownFlagSilenced: Rule = {
  ...unknownFlagBase,
  id: 'cli.unknown-flag-silenced',
  title: 'Unknown flag hidden by ignore_args_error',
  severity: 'warning',
  outcome: 'ignored',
  why: 'With `ignore_args_error true` an unknown flag is only mentioned in the log, and the run continues without it.',
  bad: [{ flags: '--ignore_args_error true --micro_batch_sise 1' }],
  good: [{ flags: '--ignore_args_error true --micro_batch_size 1' }],
  check: (facts) =>
    isUnknownFlagIgnored(facts)
      ? findUnknownFlags(facts).map((given, index) => {
          const { message, ...rest } = reportUnknownFlag(facts, given, index);
          return {
            ...rest,
            message: `${message} It is dropped, which only the log says, because ignore_args_error is true.`,
          };
        })
      : [],
};
