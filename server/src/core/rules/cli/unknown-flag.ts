import type { Rule } from '../../lint/rule';
import { findUnknownFlags, isUnknownFlagIgnored, reportUnknownFlag, unknownFlagBase } from './unknown-flag-common';

export const unknownFlag: Rule = {
  ...unknownFlagBase,
  id: 'cli.unknown-flag',
  title: 'Unknown flag',
  why: 'Flags that no argument class declares are collected, and the run stops with `ValueError: remaining_argv` on every rank.',
  bad: [
    { flags: '--micro_batch_sise 1' },
    { flags: '--learning_rate 1e-5' },
    { flags: '--frobnicate' },
    { flags: '--packing true --', wordsOnly: true },
  ],
  good: [{ flags: '--micro_batch_size 1' }, { flags: '--micro-batch-size 1' }],
  check: (facts) =>
    isUnknownFlagIgnored(facts) === false
      ? findUnknownFlags(facts).map((given, index) => reportUnknownFlag(facts, given, index))
      : [],
};
