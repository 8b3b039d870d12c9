import type { Facts } from '../../facts/facts';
import { readPattern } from '../../facts/layerPattern';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { TEN_LAYERS } from './common';

/** Options of `extra_megatron_kwargs` that list layers, each with a function that counts the listed layers. */
const LISTED_LAYERS: Readonly<Record<string, (facts: Facts) => number | undefined>> = {
  no_rope_freq: (facts) => {
    const value = facts.extraKwargs?.get('no_rope_freq');
    const pattern = typeof value === 'string' ? readPattern(value) : undefined;
    return Array.isArray(pattern) ? pattern.length : undefined;
  },
  cp_comm_type: (facts) => {
    const value = facts.extraKwargs?.get('cp_comm_type');
    const isUsed = Number(flagValue(facts, 'context_parallel_size')) > 1;
    // A single value applies to all layers.
    return isUsed && Array.isArray(value) && value.length > 1 ? value.length : undefined;
  },
};

export const layerLists: Rule = {
  id: 'model.layer-lists',
  title: 'Per-layer list of the wrong length',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'no_rope_freq and cp_comm_type have one item for each layer. Megatron compares their length with num_layers when it builds the model configuration, after the data was prepared.',
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
    if (!facts.extraKwargs || facts.extraKwargs.size === 0) return [];
    const layers = flagValue(facts, 'num_layers');
    return Object.entries(LISTED_LAYERS).flatMap(([name, countLayers]): Found[] => {
      const length = countLayers(facts);
      if (length === undefined || typeof layers !== 'number' || length === layers) return [];
      return [
        {
          message: `${name} lists ${length} layers, but this run has ${layers}.`,
          span: spanOfOption(facts, name),
          flags: [name, 'num_layers'],
          fixes: collectFixes(fixRemoveOption(facts, name)),
        },
      ];
    });
  },
};
