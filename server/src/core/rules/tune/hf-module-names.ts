import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import { fixWrite } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Layers of transformers and the Megatron layers that contain the same weights. */
const MEGATRON_LAYER_NAMES: Readonly<Record<string, string>> = {
  q_proj: 'linear_qkv',
  k_proj: 'linear_qkv',
  v_proj: 'linear_qkv',
  o_proj: 'linear_proj',
  gate_proj: 'linear_fc1',
  up_proj: 'linear_fc1',
  down_proj: 'linear_fc2',
};

export const hfModuleNames: Rule = {
  id: 'tune.hf-module-names',
  title: 'LoRA target modules with transformers names',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The model is built by Megatron, which stores queries, keys and values in linear_qkv, and the gate and up projections in linear_fc1. PEFT matches the names literally: without a single match it stops the run, and a name without a match gets no LoRA.',
  source: 'swift/megatron/utils/utils.py of 3.8.1, get_target_modules; peft, inject_adapter',
  bad: [
    { flags: '--train_type lora --target_modules q_proj k_proj v_proj', model: {} },
    { flags: '--tuner_type lora --target_modules q_proj linear_proj', model: {}, release: '4.2.3' },
    {
      flags: '--tuner_type lora --target_modules q_proj o_proj',
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
        message: `Megatron has no layers named ${transformersNames.join(', ')}. For LoRA, use linear_qkv, linear_proj, linear_fc1 and linear_fc2, or all-linear.`,
        span: given.entry.fullSpan,
        flags: ['target_modules'],
        fixes: createLayerFixes(facts, given, names),
      },
    ];
  },
};

/**
 * Creates fixes that name the same layers as Megatron does. Latent attention splits them differently, so only all-linear
 * is safe there.
 */
function createLayerFixes(facts: Facts, { entry }: GivenFlag, names: readonly string[]): Fix[] {
  const megatronNames = [...new Set(names.map((name) => MEGATRON_LAYER_NAMES[name] ?? name))];
  const fixNames = (values: string[]): Fix => fixWrite(`Change to ${values.join(' ')}`, entry, values);
  const isLatent = flagValue(facts, 'multi_latent_attention') === true;
  const isKnown = !isLatent && !megatronNames.includes('');
  return isKnown ? [fixNames(megatronNames), fixNames(['all-linear'])] : [fixNames(['all-linear'])];
}
