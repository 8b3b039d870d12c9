import { findGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** The smallest values with which a model can be built. */
const MINIMUM_SIZES: readonly { flag: string; minimum: number; reason: string }[] = [
  { flag: 'num_layers', minimum: 1, reason: 'a model has at least one layer' },
  { flag: 'num_attention_heads', minimum: 1, reason: 'a layer has at least one attention head' },
  { flag: 'hidden_size', minimum: 0, reason: 'a size cannot be negative' },
  { flag: 'kv_channels', minimum: 0, reason: 'a size cannot be negative' },
];

export const modelPositive: Rule = {
  id: 'model.positive',
  title: 'Model size that is zero or negative',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Megatron divides by these numbers, or creates tensors of that size, without checking them.',
  source:
    'Megatron-LM core_r0.13.0 megatron/training/arguments.py:740; megatron/core/transformer/transformer_config.py',
  bad: [{ flags: '--num_layers 0' }, { flags: '--hidden_size=-1' }, { flags: '--num_attention_heads 0' }],
  good: [{ flags: '--num_layers 28 --hidden_size 3584 --num_attention_heads 28' }],
  check: (facts) =>
    MINIMUM_SIZES.flatMap(({ flag, minimum, reason }): Found[] => {
      const given = findGiven(facts, flag);
      const value = given?.value;
      if (!given || typeof value !== 'number' || value >= minimum) return [];
      return [
        {
          message: `${flag} ${value} is not valid: ${reason}. Without the flag, the value in config.json is used.`,
          span: given.entry.fullSpan,
          flags: [flag],
          fixes: [fixRemove(given.entry, flag)],
        },
      ];
    }),
};
