import { findGiven } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import type { Rule } from '../../lint/rule';
import { adviseLayers, createLayerFixes, MEGATRON_LAYER_NAMES } from './common';

export const hfModuleNames: Rule = {
  id: 'tune.hf-module-names',
  title: 'LoRA target modules with transformers names',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The model is built by Megatron, which stores queries, keys and values in linear_qkv, or in layers such as linear_kv_down_proj and linear_kv_up_proj for latent attention, and the gate and up projections in linear_fc1. PEFT matches the names literally: without a single match it stops the run, and a name without a match gets no LoRA.',
  source:
    'swift/megatron/utils/utils.py of 3.8.1, get_target_modules; Megatron-LM core_v0.16.1 megatron/core/transformer/multi_latent_attention.py:393-483; peft, inject_adapter',
  bad: [
    { flags: '--train_type lora --target_modules q_proj k_proj v_proj linear_proj', model: {} },
    { flags: '--tuner_type lora --target_modules q_proj linear_proj', model: {}, release: '4.2.3' },
    {
      flags: '--tuner_type lora --target_modules q_proj linear_proj',
      model: { kv_lora_rank: 512 },
      release: '4.2.3',
    },
  ],
  good: [
    { flags: '--train_type lora --target_modules linear_qkv linear_proj', model: {} },
    { flags: '--train_type lora --target_modules all-linear', model: {} },
    // The vision part keeps the layers of transformers.
    { flags: '--train_type lora --target_modules q_proj', model: { vision_config: {} } },
    { flags: '--train_type lora --target_modules q_proj' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'target_modules');
    if (!given || flagValue(facts, 'is_multimodal') !== false || tunerTypeOf(facts) !== 'lora') return [];
    const names = given.entry.values.map(({ value }) => value ?? '');
    const transformersNames = names.filter((name) => name in MEGATRON_LAYER_NAMES);
    if (transformersNames.length === 0) return [];
    return [
      {
        message: `Megatron has no layers named ${transformersNames.join(', ')}. For LoRA, ${adviseLayers(facts)}.`,
        span: given.entry.fullSpan,
        flags: ['target_modules'],
        fixes: createLayerFixes(facts, given, names),
      },
    ];
  },
};
