import { modelNameOf } from '../catalog/models';
import { findGiven, type Givens } from './givens';

/** Names of models that are mixtures of experts: `Qwen3-30B-A3B`, `Mixtral-8x7B`, `deepseek-moe-16b`. */
const EXPERT_NAME = /moe|mixtral|-a\d{1,4}(?:\.\d{1,2})?b(?![a-z])|(?<!\d)\d{1,3}x\d{1,3}b/i;

/** Architectures that always have experts. */
const EXPERT_ARCHITECTURE =
  /moe|mixtral|deepseekv[234]|deepseekocr|llama4|gptoss|dots1|qwen3next|qwen3omni|minimax|kimi|longcat|grok|mimov2/i;

/** Flags that only a model with experts needs. */
const EXPERT_FLAG = /^(?:moe_|num_experts$)/;

/** The suffix that users give to the folder of a converted model. */
const CONVERTED_SUFFIX = /[-_](?:mcore|megatron)$/;

/**
 * Whether the model of a run is a mixture of experts: by config.json, by flags for experts, else by its name or the name
 * of its folder. Undefined if none of them tells.
 */
export function hasExperts(facts: Givens): boolean | undefined {
  const inModel = facts.model?.get('num_experts');
  if (inModel !== undefined) return inModel !== null;
  if (hasExpertFlags(facts)) return true;
  const answers = ['model', 'load', 'mcore_model'].map((flag) => {
    const value = findGiven(facts, flag)?.value;
    return typeof value === 'string' ? hasExpertsByName(facts, value) : undefined;
  });
  return answers.find((answer) => answer !== undefined);
}

/** Returns the name of the model that the folder of a converted checkpoint is named after, as in `Qwen3-8B-mcore`. */
export function convertedNameOf(facts: Givens): string | undefined {
  const folder = ['load', 'mcore_model']
    .map((flag) => findGiven(facts, flag)?.value)
    .find((value) => typeof value === 'string');
  return typeof folder === 'string' ? folder.replace(/(?<!\/)\/+$/, '').replace(CONVERTED_SUFFIX, '') : undefined;
}

function hasExpertFlags(facts: Givens): boolean {
  const ranks = findGiven(facts, 'expert_model_parallel_size')?.value;
  return (
    (typeof ranks === 'number' && ranks > 1) ||
    [...facts.lastByName].some(([name, { value }]) => EXPERT_FLAG.test(name) && value !== null)
  );
}

function hasExpertsByName({ catalog, release }: Givens, idOrPath: string): boolean | undefined {
  const name = modelNameOf(idOrPath).replace(CONVERTED_SUFFIX, '');
  if (EXPERT_NAME.test(name)) return true;
  const { byName, byArchitecture } = catalog.modelsOf(release.version);
  const type = byName.get(name)?.type;
  if (type === undefined) return undefined;
  const architectures = [...byArchitecture].filter(([, types]) => types.includes(type)).map(([each]) => each);
  const withExperts = architectures.filter((each) => EXPERT_ARCHITECTURE.test(each));
  if (withExperts.length === 0) return architectures.length > 0 ? false : undefined;
  return withExperts.length === architectures.length ? true : undefined;
}
