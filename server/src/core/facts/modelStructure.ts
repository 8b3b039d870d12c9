import type { Value } from '../catalog/types';
import { isMap } from '../catalog/value';
import type { JsonObject } from './languageModel';

/**
 * Parts of a model that no flag sets, as its config.json states them. `tower_parameters` is the number of parameters of
 * the vision and audio towers; absent if the numbers are incomplete. `linear_attention` holds the widths of gated linear
 * attention and its layers. `foreign_structure` names a field, or a type of model, with a structure that the product does not know.
 */
export function readStructure(config: JsonObject, fields: JsonObject): Map<string, Value> {
  const found = new Map<string, Value>();
  const towers = countTowers(config, fields);
  if (towers !== undefined) found.set('tower_parameters', towers);
  const linear = readLinearAttention(fields);
  if (linear) found.set('linear_attention', linear);
  const types = [config.model_type, fields.model_type].map(String);
  const foreignType = types.find((type) => FOREIGN_TYPES.test(type));
  found.set('foreign_structure', FOREIGN_FIELDS.find((name) => isStated(fields[name])) ?? foreignType ?? null);
  return found;
}

/** Fields of models whose layers differ from those that the product knows. */
const FOREIGN_FIELDS = [
  'interleave_moe_layer_step',
  'hidden_size_per_layer_input',
  'global_head_dim',
  'num_global_key_value_heads',
  'attn_type_list',
  'linear_attn_config',
  'linear_num_heads',
  'zero_expert_num',
  'hybrid_override_pattern',
  'mamba_num_heads',
  'compress_rates',
  'compress_ratios',
  'hc_mult',
  'hc_count',
];

/** Types of models whose layers differ from those that the product knows, whatever their config.json states. */
const FOREIGN_TYPES =
  /^(?:llama4|gemma[34]|deepseek_v4|longcat|kimi_linear|nemotron_h|minimax(?:$|_text|_m1)|jamba|bamba|falcon_h1|granitemoehybrid)/;

const isStated = (value: unknown): boolean => value !== undefined && value !== null && value !== 1;

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);

/** Limit of the layers of a model. More are a typing mistake, and would only cost time. */
export const MAX_LAYERS = 10_000;

function readLinearAttention(fields: JsonObject): Value | undefined {
  const [keyHeads, keySize, valueHeads, valueSize, layers] = [
    'linear_num_key_heads',
    'linear_key_head_dim',
    'linear_num_value_heads',
    'linear_value_head_dim',
    'num_hidden_layers',
  ].map((name) => numberOf(fields[name]));
  if (!keyHeads || !keySize || !valueHeads || !valueSize || !layers || layers > MAX_LAYERS) return undefined;
  const interval = numberOf(fields.full_attention_interval) ?? 4;
  const types = Array.isArray(fields.layer_types) ? fields.layer_types : undefined;
  const isLinear = (layer: number): boolean =>
    types ? types[layer] === 'linear_attention' : (layer + 1) % interval !== 0;
  return {
    keys: keyHeads * keySize,
    values: valueHeads * valueSize,
    valueHeads,
    convolution: numberOf(fields.linear_conv_kernel_dim) ?? 4,
    layers: Array.from({ length: layers }, (_, layer) => layer).filter(isLinear),
  };
}

const TOWER_KEYS = ['vision_config', 'visual', 'vit_config', 'visual_config'];

/** Counts the parameters of the towers; undefined if a number is missing. */
function countTowers(config: JsonObject, fields: JsonObject): number | undefined {
  const sections = [config, ...['thinker_config', 'text_config', 'llm_config'].map((name) => config[name])].filter(
    isMap,
  );
  const find = (names: readonly string[]): JsonObject | undefined =>
    sections.flatMap((section) => names.map((name) => section[name])).find(isMap);
  const vision = find(TOWER_KEYS);
  const audio = find(['audio_config']);
  const counts = [vision && countVision(vision, numberOf(fields.hidden_size)), audio && countAudio(audio)];
  if ((vision && counts[0] === undefined) || (audio && counts[1] === undefined)) return undefined;
  return (counts[0] ?? 0) + (counts[1] ?? 0);
}

function countVision(vision: JsonObject, outerWidth: number | undefined): number | undefined {
  const [stated, embedded] = [numberOf(vision.hidden_size), numberOf(vision.embed_dim)];
  // Some models state the width of the language model as the hidden size of the tower.
  const width = embedded && stated && embedded < stated && vision.depth !== undefined ? embedded : (stated ?? embedded);
  const layers = numberOf(vision.depth) ?? numberOf(vision.num_hidden_layers);
  const output = numberOf(vision.out_hidden_size) ?? outerWidth;
  if (!width || !layers || !output) return undefined;
  const mlp = numberOf(vision.intermediate_size) ?? width * (numberOf(vision.mlp_ratio) ?? 4);
  const matrices = vision.hidden_act === 'silu' ? 3 : 2;
  const merged = width * (numberOf(vision.spatial_merge_size) ?? 2) ** 2;
  const mergers = 1 + (Array.isArray(vision.deepstack_visual_indexes) ? vision.deepstack_visual_indexes.length : 0);
  return layers * (4 * width ** 2 + matrices * width * mlp) + merged * (merged + output) * mergers;
}

function countAudio(audio: JsonObject): number | undefined {
  const [width, layers] = [numberOf(audio.d_model), numberOf(audio.encoder_layers)];
  return width && layers ? layers * 12 * width ** 2 : undefined;
}
