import { isInRange, type Release } from '../catalog/release';
import type { Value } from '../catalog/types';
import type { JsonObject } from './languageModel';

/** Model families with special treatment, by architecture (3.x) or model type (4.x) of the language model. */
const FAMILIES: readonly {
  models: readonly string[];
  releases?: string;
  sets?: JsonObject;
  drops?: readonly string[];
}[] = [
  { models: ['Qwen3ForCausalLM', 'Qwen3MoeForCausalLM', 'qwen3', 'qwen3_moe'], sets: { qk_layernorm: true } },
  {
    models: ['Qwen3NextForCausalLM', 'qwen3_next', 'qwen3_vl', 'qwen3_vl_moe', 'qwen3_omni', 'qwen3_omni_moe'],
    releases: '3.10+',
    sets: { qk_layernorm: true },
  },
  { models: ['qwen3_5', 'qwen3_5_moe'], sets: { qk_layernorm: true } },
  { models: ['Qwen2MoeForCausalLM', 'Qwen3MoeForCausalLM', 'qwen2_moe', 'qwen3_moe'], drops: ['ffn_hidden_size'] },
  {
    models: ['Qwen3NextForCausalLM', 'qwen3_next', 'qwen3_vl_moe', 'qwen3_omni_moe', 'qwen3_5_moe'],
    drops: ['ffn_hidden_size'],
  },
  {
    models: ['Qwen2MoeForCausalLM', 'Qwen3NextForCausalLM', 'qwen2_moe', 'qwen3_next', 'qwen3_5_moe'],
    sets: { use_shared_expert_gate: true },
  },
  {
    // Multi-head latent attention has no key-value groups to split.
    models: [
      'DeepseekForCausalLM',
      'DeepseekV2ForCausalLM',
      'DeepseekV3ForCausalLM',
      'Dots1ForCausalLM',
      'deepseek',
      'deepseek_v2',
      'deepseek_v3',
      'deepseek_v32',
      'kimi_k2',
      'kimi_vl',
      'dots1',
    ],
    sets: { moe_router_load_balancing_type: 'seq_aux_loss' },
    drops: ['num_query_groups'],
  },
  {
    models: ['DeepseekV2ForCausalLM', 'DeepseekV3ForCausalLM', 'Dots1ForCausalLM', 'deepseek_v2', 'deepseek_v3'],
    sets: { qk_layernorm: true },
  },
  {
    models: ['Dots1ForCausalLM', 'Glm4MoeForCausalLM', 'dots1', 'glm4_moe', 'glm4_moe_lite', 'glm4v_moe'],
    sets: { moe_router_score_function: 'sigmoid' },
  },
  {
    models: ['Ernie4_5_ForCausalLM', 'Ernie4_5_MoeForCausalLM', 'ernie4_5', 'ernie4_5_moe'],
    sets: { rotary_interleaved: true },
  },
  { models: ['Glm4ForCausalLM', 'glm4', 'glm4v'], releases: '3.10+', sets: { rotary_interleaved: true } },
  {
    models: ['GptOssForCausalLM', 'gpt_oss'],
    releases: '3.10+',
    sets: {
      disable_bias_linear: false,
      no_bias_dropout_fusion: true,
      softmax_type: 'learnable',
      swiglu: false,
      quick_geglu: true,
      glu_linear_offset: 1,
    },
  },
  {
    models: ['Llama4ForConditionalGeneration', 'llama4'],
    releases: '3.10+',
    sets: { rotary_interleaved: true, moe_router_score_function: 'sigmoid', moe_router_enable_expert_bias: false },
  },
  { models: ['MiniMaxM2ForCausalLM', 'minimax_m2'], releases: '3.11+', sets: { add_qkv_bias: false } },
];

/** Sets and drops the flags that ms-swift treats specially for the families with one of the names. */
export function applyFamilies(found: Map<string, Value>, names: readonly string[], release: Release): void {
  for (const { models, releases, sets, drops } of FAMILIES) {
    if (!names.some((name) => models.includes(name)) || (releases && !isInRange(release, releases))) continue;
    for (const [flag, value] of Object.entries(sets ?? {})) found.set(flag, value as Value);
    for (const flag of drops ?? []) found.delete(flag);
  }
}
