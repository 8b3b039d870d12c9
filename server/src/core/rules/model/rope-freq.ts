import { findGiven } from '../../facts/givens';
import { readPattern } from '../../facts/layerPattern';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { TEN_LAYERS } from './common';

export const ropeFreq: Rule = {
  id: 'model.rope-freq',
  title: 'Number of layers not divisible by no_rope_freq',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'no_rope_freq N omits the rotary embedding in every N-th layer, and the number of layers must be a multiple of N.',
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
