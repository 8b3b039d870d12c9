import type { Value } from '../catalog/value';

/** What ms-swift 3.x fills in from the model's config.json for flags that are not given, by flag name. */
export type ModelFacts = ReadonlyMap<string, Value>;

type Json = Record<string, unknown>;

/** Field of config.json -> flag. The first field that is present wins. */
const FIELDS: readonly (readonly [flag: string, ...fields: string[]])[] = [
  ['num_layers', 'num_hidden_layers'],
  ['hidden_size', 'hidden_size'],
  ['num_attention_heads', 'num_attention_heads'],
  ['num_query_groups', 'num_key_value_heads'],
  ['max_position_embeddings', 'max_position_embeddings'],
  ['num_experts', 'num_experts', 'n_routed_experts', 'moe_num_experts', 'num_local_experts'],
];

/** Multimodal models keep the language model's fields in a map of their own; those win over the top level. */
const NESTED = ['text_config', 'llm_config', 'thinker_config'];

/** Reads the facts out of a parsed config.json. Anything that is no such file gives no facts. */
export function modelFacts(config: unknown): ModelFacts {
  const facts = new Map<string, Value>();
  if (!isMap(config)) return facts;
  const fields = flatten(config);
  for (const [flag, ...names] of FIELDS) {
    const value = names.map((name) => fields[name]).find((each) => typeof each === 'number');
    if (typeof value === 'number') facts.set(flag, value);
  }
  facts.set('multi_latent_attention', typeof fields.kv_lora_rank === 'number');
  return facts;
}

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function flatten(config: Json): Json {
  let fields = config;
  for (const name of NESTED) {
    const nested = config[name];
    if (isMap(nested)) fields = { ...fields, ...flatten(nested) };
  }
  return fields;
}
