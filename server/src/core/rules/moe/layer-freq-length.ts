import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven } from '../../facts/givens';
import { readPattern } from '../../facts/layerPattern';
import { flagValue } from '../../facts/values';
import { spanOfOption } from '../../lint/extraKwargs';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const layerFreqLength: Rule = {
  id: 'moe.layer-freq-length',
  title: 'Layer pattern that does not fit the model',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'The pattern states for each layer whether it has experts (1) or not (0). Megatron compares its length with num_layers when it builds the model. Without the flag, ms-swift derives the pattern from first_k_dense_replace of config.json.',
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
    const invalidItem = pattern.find((item) => item > 1);
    if (pattern.length === layers && invalidItem === undefined) return [];
    const [given] = findAllGiven(facts, ['moe_layer_freq', 'num_layers']);
    const fixes = given ? [fixRemove(given.entry, given.flag?.name ?? '')] : [];
    const message =
      pattern.length === layers
        ? `moe_layer_freq ${text} contains ${invalidItem}, but each layer is 1 (with experts) or 0 (without).`
        : `moe_layer_freq ${text} lists ${pattern.length} layers, but this run has ${layers}.`;
    return [
      { message, span: given?.entry.fullSpan ?? facts.config.head, flags: ['moe_layer_freq', 'num_layers'], fixes },
    ];
  },
};

function reportZeroInterval(facts: Facts): Found {
  const given = findGiven(facts, 'moe_layer_freq');
  return {
    message:
      'moe_layer_freq 0 divides by zero. Use 1 for experts in every layer, or 2 for experts in every second one.',
    span: spanOfOption(facts, 'moe_layer_freq'),
    flags: ['moe_layer_freq'],
    fixes: given ? [fixRemove(given.entry, 'moe_layer_freq')] : [],
  };
}

const hasExperts = (facts: Facts): boolean => {
  const experts = flagValue(facts, 'num_experts');
  return typeof experts === 'number' && experts > 0;
};
