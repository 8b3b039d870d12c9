import { isInRange, type Release } from '../catalog/release';
import type { Value } from '../catalog/types';
import { isMap } from '../catalog/value';
import { flatten, type JsonObject, LANGUAGE_MODEL_KEYS } from './languageModel';
import { applyFamilies } from './modelFamilies';
import { readStructure } from './modelStructure';

/**
 * Values of the model's config.json, under the names of the flags of ms-swift 3.x: a flag that is not given gets the
 * value found here. Release 4.0 removed most of those flags and reads the same fields itself.
 *
 * Besides flags: `v_head_dim` (size), `model_type`, `architecture`, `llm_model_type`, `llm_architecture` (names), `is_multimodal` (bool),
 * `model_dtype` (a torch dtype such as `bfloat16`), `max_model_len` (tokens), `mtp_layers` (the layers for multi-token
 * prediction), `has_args` (bool: ms-swift saved an args.json next to it), `unknown_flags` (the flags whose fields it has
 * with unknown values), and those of `readStructure`.
 * Source: swift/megatron/model/gpt/config.py of 3.8.1, swift/megatron/utils/config.py of 3.12.6, mcore-bridge
 * config/parser.py of 1.2.2.
 */
export type ModelFacts = ReadonlyMap<string, Value>;

/** The fields of config.json that set a flag. The first field that is present takes precedence. */
const FIELDS: readonly (readonly [flag: string, ...fields: string[]])[] = [
  ['num_layers', 'num_hidden_layers'],
  ['hidden_size', 'hidden_size'],
  ['ffn_hidden_size', 'intermediate_size'],
  ['num_attention_heads', 'num_attention_heads'],
  ['num_query_groups', 'num_key_value_heads'],
  ['max_position_embeddings', 'max_position_embeddings'],
  ['norm_epsilon', 'rms_norm_eps'],
  ['rotary_base', 'rope_theta'],
  ['padded_vocab_size', 'vocab_size'],
  ['attention_dropout', 'attention_dropout'],
  ['add_qkv_bias', 'attention_bias', 'qkv_bias', 'use_bias'],
  ['kv_channels', 'head_dim', 'v_head_dim'],
  ['moe_ffn_hidden_size', 'moe_intermediate_size'],
  ['moe_shared_expert_intermediate_size', 'shared_expert_intermediate_size'],
  ['moe_router_topk', 'num_experts_per_tok', 'moe_topk', 'moe_k'],
  ['moe_router_num_groups', 'n_group'],
  ['moe_router_group_topk', 'topk_group'],
  ['num_experts', 'num_experts', 'n_routed_experts', 'moe_num_experts', 'num_local_experts'],
  ['q_lora_rank', 'q_lora_rank'],
  ['kv_lora_rank', 'kv_lora_rank'],
  ['moe_router_score_function', 'scoring_func'],
  ['qk_head_dim', 'qk_nope_head_dim'],
  ['qk_pos_emb_head_dim', 'qk_rope_head_dim'],
  ['moe_router_topk_scaling_factor', 'routed_scaling_factor'],
  ['qk_layernorm', 'use_qk_norm'],
  ['original_max_position_embeddings', 'original_max_position_embeddings'],
  ['partial_rotary_factor', 'partial_rotary_factor'],
  ['v_head_dim', 'v_head_dim'],
];

/** Flags for which some releases read other fields. The first matching row applies. */
const FIELDS_BY_RELEASE: readonly { releases: string; flag: string; fields: readonly string[] }[] = [
  {
    releases: '3.7-3.9',
    flag: 'moe_router_topk',
    fields: ['num_experts_per_tok', 'n_group', 'moe_topk', 'moe_k'],
  },
  { releases: '3.7-3.9', flag: 'moe_router_num_groups', fields: [] },
  { releases: '3.7-3.9', flag: 'moe_router_group_topk', fields: [] },
  { releases: '3.7-3.10', flag: 'num_experts', fields: ['num_experts', 'n_routed_experts', 'moe_num_experts'] },
  { releases: '4.0+', flag: 'kv_channels', fields: ['head_dim'] },
];

/** Flags with the opposite value of a field. */
const INVERTED_FIELDS: readonly (readonly [flag: string, field: string])[] = [
  ['untie_embeddings_and_output_weights', 'tie_word_embeddings'],
  ['disable_bias_linear', 'mlp_bias'],
  ['moe_router_pre_softmax', 'norm_topk_prob'],
];

/** Values that ms-swift 3.x uses for fields that config.json lacks. */
const FALLBACKS: Readonly<Record<string, Value>> = {
  num_query_groups: 1,
  norm_epsilon: 1e-5,
  rotary_base: 10000,
  rotary_interleaved: false,
  attention_dropout: 0,
  untie_embeddings_and_output_weights: true,
  swiglu: true,
  add_qkv_bias: true,
  disable_bias_linear: true,
  qk_layernorm: false,
  multi_latent_attention: false,
  kv_lora_rank: 32,
  qk_head_dim: 128,
  qk_pos_emb_head_dim: 64,
  use_shared_expert_gate: false,
  moe_router_score_function: 'softmax',
  moe_router_topk: 2,
  moe_router_pre_softmax: false,
  moe_router_load_balancing_type: 'aux_loss',
  moe_router_enable_expert_bias: false,
  moe_layer_freq: '1',
  position_embedding_type: 'rope',
  num_experts: null,
  moe_ffn_hidden_size: null,
  moe_shared_expert_intermediate_size: null,
  moe_router_num_groups: null,
  moe_router_group_topk: null,
  moe_router_topk_scaling_factor: null,
  q_lora_rank: null,
  mrope_section: null,
  softmax_type: 'vanilla',
  quick_geglu: false,
  qk_l2_norm: false,
  glu_linear_offset: 0,
};

/** Keys that only multimodal models have. */
const MULTIMODAL_KEYS = ['vision_config', 'visual', 'audio_config', 'thinker_config', 'vit_config', 'visual_config'];

/** Fields with the number of layers for multi-token prediction. */
const MTP_FIELDS = ['num_nextn_predict_layers', 'mtp_num_hidden_layers'];

/** Fields that limit the length in tokens; the smallest one applies. */
const LENGTH_FIELDS = [
  'seq_length',
  'max_position_embeddings',
  'n_positions',
  'model_max_length',
  'seq_len',
  'max_seq_len',
];

/** Fields from which further flags are derived. */
const DERIVED_FROM_FIELDS: readonly (readonly [flag: string, ...fields: string[]])[] = [
  ['moe_layer_freq', 'first_k_dense_replace', 'moe_layer_start_index'],
  ['moe_router_enable_expert_bias', 'scoring_func'],
  ['moe_shared_expert_intermediate_size', 'n_shared_experts', 'num_shared_expert', 'moe_num_shared_experts'],
  ['rope_scaling', 'rope_scaling', 'rope_parameters'],
  ['position_embedding_type', 'rope_scaling', 'rope_parameters'],
  ['mrope_section', 'rope_scaling', 'rope_parameters'],
];

/** The origin of a config.json. */
interface ConfigOrigin {
  /** An args.json of ms-swift lies next to it. */
  hasArgs?: boolean | undefined;
  /** Fields that the model has with unknown values. */
  unknownFields?: readonly string[] | undefined;
}

/** Reads the facts of a parsed config.json; anything else has no facts. */
export function readModelFacts(config: unknown, release: Release, origin: ConfigOrigin = {}): ModelFacts {
  const facts = new Map<string, Value>();
  const fields = isMap(config) ? flatten(config) : undefined;
  if (!isMap(config) || !fields) return facts;
  const unknownFlags = flagsOfFields(origin.unknownFields ?? []);
  for (const [name, value] of Object.entries(FALLBACKS)) if (!unknownFlags.has(name)) facts.set(name, value);
  const configFacts = readFields(fields, release);
  const names = modelNamesOf(config);
  applyFamilies(configFacts, Object.values(names).filter(isString), release);
  completeMoe(configFacts, fields);
  for (const [name, value] of configFacts) facts.set(name, value);
  for (const [name, value] of Object.entries(names)) if (value !== undefined) facts.set(name, value);
  for (const [name, value] of readStructure(config, fields)) facts.set(name, value);
  facts.set('has_args', origin.hasArgs ?? false);
  facts.set('unknown_flags', [...unknownFlags]);
  facts.set(
    'is_multimodal',
    MULTIMODAL_KEYS.some((key) => isMap(config[key])),
  );
  const dtype = [config.torch_dtype, config.dtype, fields.torch_dtype, fields.dtype].find(isString);
  if (dtype) facts.set('model_dtype', dtype.replace(/^torch\./, ''));
  facts.set('mtp_layers', MTP_FIELDS.map((name) => fields[name]).find(isNumber) ?? 0);
  const lengths = LENGTH_FIELDS.map((name) => fields[name]).filter(isNumber);
  if (lengths.length > 0) facts.set('max_model_len', Math.min(...lengths));
  return facts;
}

/** The flags that any of the fields sets. */
const flagsOfFields = (fields: readonly string[]): ReadonlySet<string> =>
  new Set(
    [...FIELDS, ...INVERTED_FIELDS, ...DERIVED_FROM_FIELDS].flatMap(([flag, ...names]) =>
      names.some((name) => fields.includes(name)) ? [flag] : [],
    ),
  );

const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';

function readFields(fields: JsonObject, release: Release): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const [flag, ...names] of FIELDS) {
    const fieldNames =
      FIELDS_BY_RELEASE.find((each) => each.flag === flag && isInRange(release, each.releases))?.fields ?? names;
    const value = fieldNames.map((name) => fields[name]).find((each) => each !== undefined && each !== null);
    if (value !== undefined) found.set(flag, value as Value);
  }
  for (const [flag, field] of INVERTED_FIELDS) {
    const value = fields[field];
    if (typeof value === 'boolean') found.set(flag, !value);
  }
  if (found.has('kv_lora_rank')) found.set('multi_latent_attention', true);
  const ropeScaling = fields.rope_scaling ?? fields.rope_parameters;
  if (isMap(ropeScaling)) {
    found.set('rope_scaling', ropeScaling as Value);
    if (Array.isArray(ropeScaling.mrope_section)) {
      found.set('position_embedding_type', 'mrope');
      found.set('mrope_section', ropeScaling.mrope_section as Value);
    }
  }
  return found;
}

/** The architecture and type of a model and of the language model inside it. */
function modelNamesOf(
  config: JsonObject,
): Record<'architecture' | 'llm_architecture' | 'model_type' | 'llm_model_type', Value> {
  const inner = LANGUAGE_MODEL_KEYS.map((name) => config[name]).find(isMap);
  const innermost = inner && (LANGUAGE_MODEL_KEYS.map((name) => inner[name]).find(isMap) ?? inner);
  const architectureOf = (section: JsonObject | undefined): string | null => {
    const names = section?.architectures;
    return Array.isArray(names) && isString(names[0]) ? names[0] : null;
  };
  const typeOf = (section: JsonObject | undefined): string | null =>
    isString(section?.model_type) ? section.model_type : null;
  return {
    architecture: architectureOf(config),
    llm_architecture: architectureOf(innermost) ?? architectureOf(config),
    model_type: typeOf(config),
    llm_model_type: typeOf(innermost) ?? typeOf(config),
  };
}

/** Adds values that follow from several fields of a mixture of experts. */
function completeMoe(found: Map<string, Value>, fields: JsonObject): void {
  const dense = fields.first_k_dense_replace ?? fields.moe_layer_start_index;
  const layers = found.get('num_layers');
  if (isNumber(dense) && isNumber(layers)) found.set('moe_layer_freq', `[0]*${dense}+[1]*${layers - dense}`);
  if (found.get('moe_router_score_function') === 'sigmoid' && !found.has('moe_router_enable_expert_bias'))
    found.set('moe_router_enable_expert_bias', true);
  const shared = fields.n_shared_experts ?? fields.num_shared_expert ?? fields.moe_num_shared_experts;
  const size = found.get('moe_ffn_hidden_size');
  if (isNumber(shared) && isNumber(size) && !found.has('moe_shared_expert_intermediate_size'))
    found.set('moe_shared_expert_intermediate_size', shared * size);
}
