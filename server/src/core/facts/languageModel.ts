import { isMap } from '../catalog/value';

export type JsonObject = Record<string, unknown>;

/** Keys under which multimodal models keep the fields of the language model, which override the top level. */
export const LANGUAGE_MODEL_KEYS: readonly string[] = ['text_config', 'llm_config', 'thinker_config'];

/** Limit of language models inside each other; real models have two. */
const MAX_LANGUAGE_MODEL_LEVELS = 5;

/** Returns the fields of a model and of the language models inside it; undefined if these are nested too deeply. */
export function flatten(config: JsonObject, level = 0): JsonObject | undefined {
  if (level > MAX_LANGUAGE_MODEL_LEVELS) return undefined;
  let fields = config;
  for (const inner of LANGUAGE_MODEL_KEYS.map((name) => config[name]).filter(isMap)) {
    const own = flatten(inner, level + 1);
    if (!own) return undefined;
    fields = { ...fields, ...own };
  }
  return fields;
}
