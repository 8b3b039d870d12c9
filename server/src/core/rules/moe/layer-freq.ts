import { findGiven } from '../../facts/givens';
import { readPattern } from '../../facts/layerPattern';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags and Megatron options that select layers by a pattern. */
const PATTERN_FLAGS = ['moe_layer_freq', 'window_attn_skip_freq', 'no_rope_freq', 'linear_attention_freq'];

export const layerFreq: Rule = {
  id: 'moe.layer-freq',
  title: 'Malformed layer pattern',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Megatron’s own parser reads the pattern, after the data was prepared. It accepts an integer N, for one expert layer in N, or lists of 0 and 1.',
  source: 'Megatron-LM core_r0.13.0 megatron/training/arguments.py, moe_freq_type and no_rope_freq_type',
  bad: [
    { flags: '--moe_layer_freq every-second' },
    { flags: "--moe_layer_freq '[0]*1+[1'" },
    { flags: '--window_attn_skip_freq two', release: '3.12.6' },
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": "x[1]"}'` },
    { flags: `--extra_megatron_kwargs '{"moe_layer_freq": 1.5}'` },
  ],
  good: [
    { flags: '--moe_layer_freq 2' },
    { flags: "--moe_layer_freq '([0]*1+[1]*3)*12'" },
    { flags: `--extra_megatron_kwargs '{"no_rope_freq": 4, "moe_layer_freq": "[0]*1+[1]*47"}'` },
  ],
  check: (facts) =>
    PATTERN_FLAGS.flatMap((name): Found[] => {
      const given = findGiven(facts, name);
      const value = facts.extraKwargs?.get(name) ?? given?.value;
      // Python's `int()` parses a number in the same way as text.
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string' || readPattern(text) !== undefined) return [];
      return [
        {
          message: `${name} \`${text}\` is not a layer pattern. Write a number such as 2, or lists such as [0]*3+[1]*45.`,
          span: spanOfOption(facts, name),
          flags: [name],
          fixes: collectFixes(fixRemoveOption(facts, name)),
        },
      ];
    }),
};
