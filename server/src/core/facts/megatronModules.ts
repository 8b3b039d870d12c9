import type { Givens } from './givens';
import { isMultimodal } from './modelIdentity';
import { flagValue } from './values';

/** The names by which LoRA finds the layers of a model that Megatron builds. */

/**
 * All names of layers and of groups of layers in the text models of Megatron and of mcore-bridge. A name outside this list
 * is the name of no module.
 * Source: the attributes of the modules in megatron/core of core_v0.18.2 and in mcore_bridge/model of v1.6.5.
 */
const MODULE_NAMES = new Set(
  `core_attention cross_attention decoder eh_proj embedder embedding encoder engram enorm experts expert_bias final_layernorm
  final_norm g_proj gate gate_norm gate_proj gate_weight head hnorm in_proj in_proj_a in_proj_b in_proj_ba in_proj_qkv
  in_proj_qkvz in_proj_z index_qk_proj indexer input_layernorm k_layernorm k_norm key_proj kv_layernorm language_model layers
  linear_fc1 linear_fc2 linear_k_up_proj linear_kv linear_kv_down_proj linear_kv_up_proj linear_o_group_proj linear_proj linear_q
  linear_q_down_proj linear_q_proj linear_q_up_proj linear_qgkv linear_qkv linear_qkv_down_proj linear_v_up_proj
  linear_weights_proj linear_wgate linear_wk linear_wkv linear_wq_b local_experts main_proj mixer mlp mtp mtp_model_layer norm
  out_norm out_proj output_layer per_layer_input_gate per_layer_model_projection per_layer_projection
  per_layer_projection_norm position_embeddings post_attention_layernorm post_feedforward_layernorm
  post_mlp_layernorm post_self_attn_layernorm pre_mlp_layernorm proj q_layernorm q_norm rotary_pos_emb router
  self_attention shared_experts transformer_layer value_proj w1 w2 wo word_embeddings wqkv conv1d`.split(/\s+/),
);

/** Layers of latent attention only. */
const LATENT_NAMES = new Set(
  'linear_k_up_proj linear_kv_down_proj linear_kv_up_proj linear_q_down_proj linear_q_proj linear_q_up_proj linear_qkv_down_proj linear_v_up_proj'.split(
    ' ',
  ),
);

/** Layers of a mixture of experts only. */
const EXPERT_NAMES = new Set(['experts', 'gate_weight', 'local_experts', 'router', 'shared_experts']);

/** Layers of particular models, such as those with Engram tables, which models of the plain types lack. */
const PARTICULAR_NAMES = new Set([
  'engram',
  'g_proj',
  'gate_proj',
  'index_qk_proj',
  'key_proj',
  'linear_o_group_proj',
  'main_proj',
  'value_proj',
]);

/** Model types whose layers are plain attention and feed-forward layers, experts included. */
const PLAIN_TYPES = [
  'deepseek_v2',
  'deepseek_v3',
  'glm4',
  'glm4_moe',
  'llama',
  'qwen2',
  'qwen2_moe',
  'qwen3',
  'qwen3_moe',
];

/** Model types whose attention is latent in all layers. */
const LATENT_TYPES = ['deepseek_v2', 'deepseek_v3', 'deepseek_v32', 'glm4_moe_lite', 'glm_moe_dsa', 'kimi_k2'];

/** Whether the model is known to have text only. The vision part of other models keeps names of its own. */
export const isTextModel = (facts: Givens): boolean =>
  flagValue(facts, 'is_multimodal') === false || isMultimodal(facts) === false;

/** Whether a text model surely has no module whose name, or the last part of it, is the given one. */
export function lacksModule(facts: Givens, name: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return !MODULE_NAMES.has(last) || isOfOtherModels(facts, last);
}

/** Whether a text model surely has no module whose name ends with the given text. */
export const lacksModuleEnd = (facts: Givens, end: string): boolean =>
  [...MODULE_NAMES].every((name) => !name.endsWith(end) || isOfOtherModels(facts, name));

function isOfOtherModels(facts: Givens, name: string): boolean {
  if (LATENT_NAMES.has(name)) return flagValue(facts, 'multi_latent_attention') === false;
  if (EXPERT_NAMES.has(name)) return hasNoExperts(facts);
  const type = String(facts.model?.get('model_type'));
  if (PARTICULAR_NAMES.has(name)) return PLAIN_TYPES.includes(type);
  return name === 'linear_qkv' && LATENT_TYPES.includes(type);
}

/** Whether the model is known to be dense. */
export function hasNoExperts(facts: Givens): boolean {
  const experts = flagValue(facts, 'num_experts');
  return experts === null || experts === 0;
}
