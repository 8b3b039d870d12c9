import type { Value } from '../../catalog/types';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven, isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const toNumber = (value: Value | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

const headSize: Rule = {
  id: 'model.head-size',
  title: 'A hidden size that the attention heads cannot share',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Where neither kv_channels nor head_dim of config.json gives the size of a head, it is hidden_size / num_attention_heads. The assertion that stops the run, after the data was prepared, has no text.',
  source: 'Megatron-LM core_r0.13.0 megatron/training/arguments.py:768',
  bad: [
    { flags: '--hidden_size 4096', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--num_attention_heads 6', model: { hidden_size: 3584, num_attention_heads: 28 } },
  ],
  good: [
    { flags: '--hidden_size 4096 --kv_channels 128', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--num_attention_heads 6', model: { hidden_size: 3584, num_attention_heads: 28, head_dim: 128 } },
    { flags: '--num_attention_heads 14', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--hidden_size 4096' },
  ],
  check: (facts) => {
    const [hidden, heads] = ['hidden_size', 'num_attention_heads'].map((name) => toNumber(flagValue(facts, name)));
    if (hidden === undefined || heads === undefined || heads === 0 || hidden % heads === 0) return [];
    if (!facts.model || facts.model.has('kv_channels') || isGiven(facts, 'kv_channels') !== false) return [];
    const [given] = findAllGiven(facts, ['num_attention_heads', 'hidden_size']);
    return [
      {
        message: `hidden_size ${hidden} is not a multiple of num_attention_heads ${heads}, and nothing else says how large a head is.`,
        span: given?.entry.fullSpan ?? facts.config.head,
        flags: ['hidden_size', 'num_attention_heads', 'kv_channels'],
        fixes: createRemoveFixes(facts, ['num_attention_heads', 'hidden_size']),
      },
    ];
  },
};

/** The smallest value with which the model can be built. */
const MINIMUM_SIZES: readonly (readonly [flag: string, least: number, what: string])[] = [
  ['num_layers', 1, 'A model has at least one layer.'],
  ['num_attention_heads', 1, 'A layer has at least one attention head.'],
  ['hidden_size', 0, 'A size cannot be negative.'],
  ['kv_channels', 0, 'A size cannot be negative.'],
];

const positiveModelSizes: Rule = {
  id: 'model.positive',
  title: 'A model without size',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Megatron divides by the numbers, or makes a tensor of that size, without looking at them.',
  source:
    'Megatron-LM core_r0.13.0 megatron/training/arguments.py:740; megatron/core/transformer/transformer_config.py',
  bad: [{ flags: '--num_layers 0' }, { flags: '--hidden_size=-1' }, { flags: '--num_attention_heads 0' }],
  good: [{ flags: '--num_layers 28 --hidden_size 3584 --num_attention_heads 28' }],
  check: (facts) =>
    MINIMUM_SIZES.flatMap(([name, minimum, reason]): Found[] => {
      const given = findGiven(facts, name);
      const value = toNumber(given?.value);
      if (!given || value === undefined || value >= minimum) return [];
      return [
        {
          message: `${name} ${value} builds no model. ${reason} Without the flag, config.json says it.`,
          span: given.entry.fullSpan,
          flags: [name],
          fixes: [fixRemove(given.entry, name)],
        },
      ];
    }),
};

const createRemoveFixes = (facts: Facts, names: readonly string[]): Fix[] =>
  findAllGiven(facts, names).map(({ entry, flag }) => fixRemove(entry, flag?.name ?? ''));

export const modelSizeRules: readonly Rule[] = [headSize, positiveModelSizes];
