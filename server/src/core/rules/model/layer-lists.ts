import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { readPattern } from '../../facts/layerPattern';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** How many layers an option of `extra_megatron_kwargs` speaks of, where it lists them one by one. */
const LAYER_LISTS: Readonly<Record<string, (facts: Facts) => number | undefined>> = {
  no_rope_freq: (facts) => {
    const value = facts.extraKwargs?.get('no_rope_freq');
    const pattern = typeof value === 'string' ? readPattern(value) : undefined;
    return Array.isArray(pattern) ? pattern.length : undefined;
  },
  cp_comm_type: (facts) => {
    const value = facts.extraKwargs?.get('cp_comm_type');
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
    if (!facts.extraKwargs || facts.extraKwargs.size === 0) return [];
    const layers = flagValue(facts, 'num_layers');
    return Object.entries(LAYER_LISTS).flatMap(([name, countLayers]): Found[] => {
      const length = countLayers(facts);
      if (length === undefined || typeof layers !== 'number' || length === layers) return [];
      return [
        {
          message: `${name} speaks of ${length} layers, and this run has ${layers}.`,
          span: spanOfOption(facts, name),
          flags: [name, 'num_layers'],
          fixes: collectFixes(fixRemoveOption(facts, name)),
        },
      ];
    });
  },
};

export const ropeInterval: Rule = {
  id: 'model.rope-freq',
  title: 'An interval without rotary embedding that does not fit the layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'no_rope_freq N leaves the rotary embedding out of every N-th layer, and the layers have to make up whole groups of N.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:1239',
  bad: [
    { flags: '--no_rope_freq 4', model: TEN_LAYERS, release: '3.12.6' },
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": "3"}'`, model: TEN_LAYERS },
  ],
  good: [
    { flags: '--no_rope_freq 5', model: TEN_LAYERS, release: '3.12.6' },
    { flags: '--no_rope_freq 0', model: TEN_LAYERS, release: '3.12.6' },
    { flags: '--no_rope_freq 4', release: '3.12.6' },
  ],
  check: (facts) => {
    const value = facts.extraKwargs?.get('no_rope_freq') ?? findGiven(facts, 'no_rope_freq')?.value;
    const [interval, layers] = [readPattern(String(value ?? '')), flagValue(facts, 'num_layers')];
    if (typeof interval !== 'number' || interval === 0 || typeof layers !== 'number' || layers % interval === 0)
      return [];
    return [
      {
        message: `num_layers ${layers} is not a multiple of no_rope_freq ${interval}.`,
        span: spanOfOption(facts, 'no_rope_freq'),
        flags: ['no_rope_freq', 'num_layers'],
        fixes: collectFixes(fixRemoveOption(facts, 'no_rope_freq')),
      },
    ];
  },
};
