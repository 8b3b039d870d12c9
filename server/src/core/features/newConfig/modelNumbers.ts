import type { Release } from '../../catalog/release';
import type { Catalog, Value } from '../../catalog/types';
import { readModelFacts } from '../../facts/modelConfig';

/** The numbers of a model that decide its layout. Undefined ones are unknown. */
export interface ModelNumbers {
  layers?: number | undefined;
  heads?: number | undefined;
  /** Key-value groups. */
  groups?: number | undefined;
  experts?: number | undefined;
  vocabulary?: number | undefined;
  /** The longest sequence in tokens. */
  maxTokens?: number | undefined;
  /** Parameters outside of experts, and in all experts. */
  denseParameters: number;
  expertParameters: number;
}

/** The size that a model is taken for if neither its numbers nor its name tell. */
const ASSUMED_PARAMETERS = 8e9;

/** A size in billions in the name of a model: `8B`, `0.6B`, and `30B` of `30B-A3B`. */
const SIZE_IN_NAME = /(?<![\w.])(?:\d{1,2}x)?(\d{1,4}(?:\.\d{1,2})?)b(?![a-z])/i;

/** Returns the numbers of a model that ships with the product; for any other, the size that its name states. */
export function findModelNumbers(catalog: Catalog, model: string, release: Release): ModelNumbers {
  const size = catalog.findModel(model)?.size;
  const stated = Number(SIZE_IN_NAME.exec(model)?.[1] ?? 0) * 1e9 || ASSUMED_PARAMETERS;
  if (!size) return { denseParameters: stated, expertParameters: 0 };
  const facts = readModelFacts(size.config, release, { unknownFields: size.unknown?.split(' ') });
  const read = (name: string): number | undefined => toNumber(facts.get(name));
  const [layers, heads, experts] = [read('num_layers'), read('num_attention_heads'), read('num_experts')];
  return {
    layers,
    heads,
    groups: facts.get('multi_latent_attention') ? heads : read('num_query_groups'),
    experts,
    vocabulary: read('padded_vocab_size'),
    maxTokens: read('max_model_len'),
    ...countParameters(read, stated),
  };
}

const toNumber = (value: Value | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

/** Counts the weights of attention, feed-forward layers, experts and embeddings; smaller ones do not matter here. */
function countParameters(
  read: (name: string) => number | undefined,
  stated: number,
): Pick<ModelNumbers, 'denseParameters' | 'expertParameters'> {
  const [layers, hidden, heads] = [read('num_layers'), read('hidden_size'), read('num_attention_heads')];
  if (layers === undefined || hidden === undefined || heads === undefined)
    return { denseParameters: stated, expertParameters: 0 };
  const channels = read('kv_channels') ?? hidden / heads;
  const attention = 2 * hidden * channels * (heads + (read('num_query_groups') ?? heads));
  const experts = read('num_experts') ?? 0;
  const expertSize = read('moe_ffn_hidden_size') ?? (experts > 0 ? (read('ffn_hidden_size') ?? 0) : 0);
  const forward = experts > 0 ? (read('moe_shared_expert_intermediate_size') ?? 0) : (read('ffn_hidden_size') ?? 0);
  return {
    denseParameters: layers * (attention + 3 * hidden * forward) + 2 * (read('padded_vocab_size') ?? 0) * hidden,
    expertParameters: 3 * layers * experts * hidden * expertSize,
  };
}
