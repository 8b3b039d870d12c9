import { changeExtra, spanOfExtra } from './extraKwargs';
import { type Facts, flagValue } from './facts';
import { readPattern } from './layerPattern';
import type { Found, Rule } from './rule';

/** How many layers an option of `extra_megatron_kwargs` speaks of, where it lists them one by one. */
const LISTS: Readonly<Record<string, (facts: Facts) => number | undefined>> = {
  no_rope_freq: (facts) => {
    const value = facts.extra?.get('no_rope_freq');
    const pattern = typeof value === 'string' ? readPattern(value) : undefined;
    return Array.isArray(pattern) ? pattern.length : undefined;
  },
  cp_comm_type: (facts) => {
    const value = facts.extra?.get('cp_comm_type');
    const isRead = Number(flagValue(facts, 'context_parallel_size')) > 1;
    // One word is a kind for all layers.
    return isRead && Array.isArray(value) && value.length > 1 ? value.length : undefined;
  },
};

const TEN_LAYERS = { num_hidden_layers: 10 };

export const layerLists: Rule = {
  id: 'model.layer-lists',
  title: 'A list for another number of layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'no_rope_freq and cp_comm_type say something of each layer. Megatron compares with num_layers when it builds the model’s configuration, after the data was prepared.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:1195 and 1228',
  bad: [
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": "[0]*5"}'`, model: TEN_LAYERS },
    {
      flags: `--extra_megatron_kwargs '{"cp_comm_type": ["p2p", "a2a"]}' --context_parallel_size 2`,
      model: TEN_LAYERS,
    },
  ],
  good: [
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": "([0]*4+[1])*2"}'`, model: TEN_LAYERS },
    { flags: `--extra_megatron_kwargs '{"cp_comm_type": ["p2p"]}' --context_parallel_size 2`, model: TEN_LAYERS },
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": "[0]*5"}'` },
  ],
  check: (facts) => {
    if (!facts.extra || facts.extra.size === 0) return [];
    const layers = flagValue(facts, 'num_layers');
    return Object.entries(LISTS).flatMap(([name, lengthOf]): Found[] => {
      const length = lengthOf(facts);
      if (length === undefined || typeof layers !== 'number' || length === layers) return [];
      const removal = changeExtra(facts, name, undefined);
      return [
        {
          message: `${name} speaks of ${length} layers, and this run has ${layers}.`,
          span: spanOfExtra(facts, name) ?? facts.config.head,
          flags: [name, 'num_layers'],
          fixes: removal ? [{ title: `Remove ${name}`, safe: false, changes: [removal] }] : [],
        },
      ];
    });
  },
};
