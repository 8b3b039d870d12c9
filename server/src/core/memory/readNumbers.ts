import type { Value } from '../catalog/types';
import { isMap } from '../catalog/value';
import type { Facts } from '../facts/facts';
import { readPattern } from '../facts/layerPattern';
import { MAX_LAYERS } from '../facts/modelStructure';
import { flagValue } from '../facts/values';
import type { Experts, LatentAttention, LinearAttention, ModelNumbers } from './modelNumbers';

/** Describes what is unknown about the model of a run, and how to state it. */
export const describeUnknownModel = ({ lastByName, config }: Facts): string =>
  lastByName.has('model') || config.mayHaveMoreFlags
    ? 'the numbers of the model (no config.json in its folder or a hub cache; set `model-config=` in a `# preflight:` comment)'
    : 'the model (set `model`)';

/** Reads the numbers of the model of a run. What is missing is added to a list. */
export function readNumbers(facts: Facts, missing: string[]): ModelNumbers | undefined {
  const { model } = facts;
  if (!model && !facts.config.flags.some(({ name }) => name === 'num_layers')) {
    missing.push(describeUnknownModel(facts));
    return undefined;
  }
  const foreign = model?.get('foreign_structure');
  if (typeof foreign === 'string') {
    missing.push(`layers with \`${foreign}\`, which the estimate does not know`);
    return undefined;
  }
  const read = createReader(facts, missing);
  const heads = read('num_attention_heads', 'num_attention_heads');
  const groups = flagValue(facts, 'num_query_groups');
  const linear = readLinear(model?.get('linear_attention'));
  const isGated = hasGatedAttention(facts);
  if (isGated && !linear) missing.push('`linear_num_value_heads` of the model');
  const layers = readLayers(read, missing);
  const experts = readExperts(facts, read, layers);
  const hasDenseLayers = !experts || experts.denseLayers.size > 0;
  return {
    layers,
    hidden: read('hidden_size', 'hidden_size'),
    mlp: hasDenseLayers ? read('ffn_hidden_size', 'intermediate_size') : 0,
    vocabulary: read('padded_vocab_size', 'vocab_size'),
    heads,
    keyValueHeads: typeof groups === 'number' && groups > 1 ? groups : heads,
    headSize: read('kv_channels', 'head_dim'),
    isTied: readIsTied(facts, missing),
    hasQueryKeyNorm: flagValue(facts, 'qk_layernorm') === true,
    hasAttentionBias: flagValue(facts, 'add_qkv_bias') === true,
    hasGatedAttention: isGated,
    latent: flagValue(facts, 'multi_latent_attention') === true ? readLatent(read, facts) : undefined,
    linear,
    experts,
    towers: readTowers(facts, missing),
  };
}

/** Qwen3-Next and Qwen3.5 compute a gate beside the query, and have linear attention in most layers. */
const hasGatedAttention = ({ model }: Facts): boolean =>
  ['llm_model_type', 'model_type', 'llm_architecture', 'architecture'].some((name) =>
    /^qwen3_(?:next|5)|^Qwen3(?:Next|_5)/.test(String(model?.get(name))),
  );

/** Reads a positive number that a flag or a field of config.json sets. */
type NumberReader = (flag: string, field: string) => number;

function createReader(facts: Facts, missing: string[]): NumberReader {
  return (flag, field) => {
    const value = flagValue(facts, flag);
    if (typeof value === 'number' && value > 0 && !isUnknownFlag(facts, flag)) return value;
    missing.push(`\`${field}\` of the model`);
    return Number.NaN;
  };
}

function readLayers(read: NumberReader, missing: string[]): number {
  const layers = read('num_layers', 'num_hidden_layers');
  if (Number.isNaN(layers) || (Number.isInteger(layers) && layers <= MAX_LAYERS)) return layers;
  missing.push('a possible `num_hidden_layers` of the model');
  return Number.NaN;
}

/** With several stages, the output layer has its own copy of the weights, so that it does not matter. */
function readIsTied(facts: Facts, missing: string[]): boolean {
  const isUntied = flagValue(facts, 'untie_embeddings_and_output_weights');
  if (typeof isUntied === 'boolean' && !isUnknownFlag(facts, 'untie_embeddings_and_output_weights')) return !isUntied;
  if ((facts.layout.pipelineParallel ?? 1) === 1) missing.push('`tie_word_embeddings` of the model');
  return false;
}

function isUnknownFlag({ model, lastByName }: Facts, flag: string): boolean {
  const unknown = model?.get('unknown_flags');
  return Array.isArray(unknown) && unknown.includes(flag) && !lastByName.has(flag);
}

function readLatent(read: NumberReader, facts: Facts): LatentAttention {
  const queryRank = flagValue(facts, 'q_lora_rank');
  return {
    queryRank: typeof queryRank === 'number' ? queryRank : 0,
    keyValueRank: read('kv_lora_rank', 'kv_lora_rank'),
    noPositionSize: read('qk_head_dim', 'qk_nope_head_dim'),
    ropeSize: read('qk_pos_emb_head_dim', 'qk_rope_head_dim'),
    valueSize: read('v_head_dim', 'v_head_dim'),
  };
}

function readLinear(value: Value | undefined): LinearAttention | undefined {
  if (!isMap(value)) return undefined;
  const { keys, values, valueHeads, convolution, layers } = value as unknown as LinearAttention & { layers: number[] };
  return { keys, values, valueHeads, convolution, layers: new Set(layers) };
}

function readExperts(facts: Facts, read: NumberReader, layers: number): Experts | undefined {
  const count = flagValue(facts, 'num_experts');
  if (count === null || count === undefined || count === 0) {
    if (count === undefined || isUnknownFlag(facts, 'num_experts')) read('num_experts', 'num_experts');
    return undefined;
  }
  const shared = flagValue(facts, 'moe_shared_expert_intermediate_size');
  if (isUnknownFlag(facts, 'moe_shared_expert_intermediate_size'))
    read('moe_shared_expert_intermediate_size', 'n_shared_experts');
  return {
    count: read('num_experts', 'num_experts'),
    perToken: read('moe_router_topk', 'num_experts_per_tok'),
    width: read('moe_ffn_hidden_size', 'moe_intermediate_size'),
    sharedWidth: typeof shared === 'number' ? shared : 0,
    hasSharedGate: flagValue(facts, 'use_shared_expert_gate') === true,
    denseLayers: readDenseLayers(facts, layers, read),
  };
}

/** Reads which layers have no experts from `moe_layer_freq`: a pattern of zeros and ones, or every n-th layer has them. */
function readDenseLayers(facts: Facts, layers: number, read: NumberReader): ReadonlySet<number> {
  if (isUnknownFlag(facts, 'moe_layer_freq')) read('moe_layer_freq', 'first_k_dense_replace');
  const frequency = flagValue(facts, 'moe_layer_freq');
  const pattern = typeof frequency === 'string' ? readPattern(frequency) : frequency;
  const all = Array.from({ length: Number.isFinite(layers) ? layers : 0 }, (_, layer) => layer);
  if (Array.isArray(pattern)) return new Set(all.filter((layer) => pattern[layer] === 0));
  return new Set(typeof pattern === 'number' && pattern > 1 ? all.filter((layer) => layer % pattern !== 0) : []);
}

/** Reads the number of parameters of the towers. */
function readTowers({ model }: Facts, missing: string[]): number {
  if (model?.get('is_multimodal') !== true) return 0;
  const towers = model.get('tower_parameters');
  if (typeof towers === 'number') return towers;
  missing.push('the size of the vision or audio tower (the config.json of the model states it)');
  return 0;
}
