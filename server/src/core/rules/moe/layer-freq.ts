import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven } from '../../facts/givens';
import { readPattern } from '../../facts/layerPattern';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfOption } from '../../lint/extraKwargs';
import { collectFixes, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags, and options of Megatron, that say by a pattern which layers are of a kind. */
const PATTERN_FLAGS = ['moe_layer_freq', 'window_attn_skip_freq', 'no_rope_freq', 'linear_attention_freq'];

const layerPatternText: Rule = {
  id: 'moe.layer-freq',
  title: 'A pattern of layers that cannot be read',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Megatron’s own parser reads the pattern, after the data was prepared. It takes a whole number N, for one layer of experts in N, or lists of 0 and 1.',
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
      // A number is read by Python's `int()`, as a word is.
      const text = typeof value === 'number' ? String(value) : value;
      if (typeof text !== 'string' || readPattern(text) !== undefined) return [];
      return [
        {
          message: `\`${text}\` is no pattern of layers. Write a number such as 2, or lists such as [0]*3+[1]*45.`,
          span: spanOfOption(facts, name),
          flags: [name],
          fixes: collectFixes(fixRemoveOption(facts, name)),
        },
      ];
    }),
};

const layerPatternLength: Rule = {
  id: 'moe.layer-freq-length',
  title: 'A pattern for another number of layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'The pattern says of each layer whether it has experts (1) or not (0). Megatron compares when it builds the model. Where the flag is not given, ms-swift makes the pattern from first_k_dense_replace of config.json.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/models/gpt/gpt_layer_specs.py:454',
  bad: [
    { flags: "--moe_layer_freq '[1]*10'", model: { num_experts: 128, num_hidden_layers: 48 } },
    { flags: '--num_layers 7', model: { n_routed_experts: 64, num_hidden_layers: 27, first_k_dense_replace: 1 } },
    { flags: '--moe_layer_freq 0', model: { num_experts: 128, num_hidden_layers: 48 } },
    { flags: "--moe_layer_freq '[2]*48'", model: { num_experts: 128, num_hidden_layers: 48 } },
  ],
  good: [
    { flags: "--moe_layer_freq '[0]*1+[1]*47'", model: { num_experts: 128, num_hidden_layers: 48 } },
    { flags: '', model: { n_routed_experts: 64, num_hidden_layers: 27, first_k_dense_replace: 1 } },
    { flags: "--moe_layer_freq '[1]*10'", model: { num_hidden_layers: 48 } },
  ],
  check: (facts) => {
    const [text, layers] = [flagValue(facts, 'moe_layer_freq'), flagValue(facts, 'num_layers')];
    if (typeof text !== 'string' || typeof layers !== 'number' || !hasExperts(facts)) return [];
    const pattern = readPattern(text);
    if (pattern === 0) return [reportZeroInterval(facts)];
    if (!Array.isArray(pattern)) return [];
    const invalidItem = pattern.find((each) => each > 1);
    if (pattern.length === layers && invalidItem === undefined) return [];
    const [given] = findAllGiven(facts, ['moe_layer_freq', 'num_layers']);
    const fixes = given ? [fixRemove(given.entry, given.flag?.name ?? '')] : [];
    const message =
      pattern.length === layers
        ? `moe_layer_freq ${text} holds ${invalidItem}; each layer is 1, with experts, or 0, without.`
        : `moe_layer_freq ${text} speaks of ${pattern.length} layers, and this run has ${layers}.`;
    return [
      { message, span: given?.entry.fullSpan ?? facts.config.head, flags: ['moe_layer_freq', 'num_layers'], fixes },
    ];
  },
};

function reportZeroInterval(facts: Facts): Found {
  const given = findGiven(facts, 'moe_layer_freq');
  return {
    message: 'moe_layer_freq 0 divides by zero: 1 is experts in every layer, 2 in every second one.',
    span: spanOfOption(facts, 'moe_layer_freq'),
    flags: ['moe_layer_freq'],
    fixes: given ? [fixRemove(given.entry, 'moe_layer_freq')] : [],
  };
}

const hasExperts = (facts: Facts): boolean => {
  const experts = flagValue(facts, 'num_experts');
  return typeof experts === 'number' && experts > 0;
};

export const layerPatternRules: readonly Rule[] = [layerPatternText, layerPatternLength];
