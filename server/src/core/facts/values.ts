import { modelNameOf } from '../catalog/models';
import { isExplicit, isInRange } from '../catalog/release';
import type { InEffect, Value } from '../catalog/types';
import { printValue } from '../catalog/value';
import { isTraining } from '../config/lookup';
import { convertedNameOf, hasExperts } from './experts';
import { findGiven, type Givens, isGiven } from './givens';
import { identifyModel, isMultimodal, templateOfModel } from './modelIdentity';

/**
 * Defaults that the program derives from other flags, the model and the release. `undefined` means unknown. A flag
 * without a row has the default of the catalog.
 */
export const DERIVED_DEFAULTS: Readonly<Record<string, (facts: Givens) => Value | undefined>> = {
  // The learning rate is chosen before an adapter changes what is trained.
  lr: (facts) => {
    const given = findGiven(facts, tunerFlagOf(facts));
    if (facts.flagsUnderOtherNames.has(tunerFlagOf(facts)) || (given && given.value === undefined)) return undefined;
    return !given || given.value === 'full' ? 1e-5 : 1e-4;
  },
  train_type: (facts) => (isInRange(facts.release.version, '3.10+') ? deriveTunerType(facts) : 'full'),
  tuner_type: (facts) => deriveTunerType(facts),
  torch_dtype: (facts) => facts.model?.get('model_dtype'),
  fp16: (facts) => hasDtype(facts, ['float16', 'float32']),
  bf16: (facts) => hasDtype(facts, ['bfloat16']),
  apply_query_key_layer_scaling: (facts) => flagValue(facts, 'fp16'),
  attention_softmax_in_fp32: () => true,
  no_rope_fusion: (facts) => {
    const reasons = [flagValue(facts, 'multi_latent_attention'), flagValue(facts, 'rotary_interleaved')];
    return reasons.includes(true) ? true : reasons.includes(undefined) ? undefined : false;
  },
  apply_rope_fusion: () => false,
  group_query_attention: (facts) => {
    const groups = flagValue(facts, 'num_query_groups');
    return typeof groups === 'number' ? groups > 1 : undefined;
  },
  kv_channels: (facts) => {
    const [hidden, heads] = [flagValue(facts, 'hidden_size'), flagValue(facts, 'num_attention_heads')];
    return typeof hidden === 'number' && typeof heads === 'number' && heads > 0 ? hidden / heads : undefined;
  },
  ffn_hidden_size: (facts) => {
    const hidden = flagValue(facts, 'hidden_size');
    if (typeof hidden !== 'number') return undefined;
    return flagValue(facts, 'swiglu') === false ? 4 * hidden : Math.floor((hidden * 8) / 3 / 64) * 64;
  },
  moe_ffn_hidden_size: (facts) => {
    const experts = flagValue(facts, 'num_experts');
    return experts === undefined ? undefined : experts === null ? null : flagValue(facts, 'ffn_hidden_size');
  },
  // If 3.7 or 3.8 was not chosen explicitly, the run may be for a later release, which behaves differently.
  expert_tensor_parallel_size: (facts) => {
    const tensor = isInRange(facts.release.version, '3.7-3.8') ? flagValue(facts, 'tensor_model_parallel_size') : 1;
    return tensor === 1 || isExplicit(facts.release) ? tensor : undefined;
  },
  eval_interval: (facts) => flagValue(facts, 'save_interval'),
  eval_steps: (facts) => flagValue(facts, 'save_steps'),
  max_length: (facts) => deriveMaxLength(facts),
  merge_lora: (facts) => flagValue(facts, !isTraining(facts.config) ? 'to_hf' : 'save_safetensors'),
  padding_free: (facts) => (flagValue(facts, 'packing') === undefined ? undefined : true),
  sequence_parallel: () => false,
  calculate_per_token_loss: (facts) => facts.config.command !== 'rlhf' && flagValue(facts, 'task_type') !== 'seq_cls',
  lazy_tokenize: (facts) => {
    const multimodal = flagValue(facts, 'is_multimodal');
    const others = [flagValue(facts, 'streaming'), flagValue(facts, 'packing'), ...otherDataOf(facts)];
    if (multimodal === false || others.includes(true)) return false;
    return multimodal === undefined || others.includes(undefined) ? undefined : true;
  },
  // config.json takes precedence and is read before this table.
  is_multimodal: isMultimodal,
  has_experts: hasExperts,
  registered_model_type: (facts) => {
    const types = identifyModel(facts)?.types ?? [];
    return types.length === 1 ? types[0] : undefined;
  },
  position_embedding_type: (facts) => facts.model?.get('position_embedding_type'),
  dataloader_type: (facts) => (flagValue(facts, 'streaming') === false ? 'cyclic' : undefined),
  num_workers: (facts) => (flagValue(facts, 'streaming') === false ? 4 : undefined),
  dataloader_num_workers: (facts) => (flagValue(facts, 'streaming') === false ? 4 : undefined),
  split_dataset_ratio: (facts) =>
    isGiven(facts, 'val_dataset') === false && flagValue(facts, 'streaming') === false ? 0 : undefined,
  wandb_project: (facts) => (isInRange(facts.release.version, '3.12+') ? 'megatron-swift' : null),
  wandb_exp_name: () => null,
  num_generations: (facts) =>
    flagValue(facts, 'rlhf_type') === 'gkd' && isInRange(facts.release.version, '4.2+') ? 1 : 8,
  rlhf_type: (facts) => (facts.config.command === 'rlhf' ? 'dpo' : null),
  // These have no value unless they are given; other flags take over their purpose.
  train_iters: () => null,
  lr_decay_iters: () => null,
  seq_length: () => null,
  packing_length: () => null,
  generation_batch_size: () => null,
  steps_per_generation: () => null,
  vit_lr: () => null,
  aligner_lr: () => null,
  start_weight_decay: () => null,
  end_weight_decay: () => null,
  virtual_pipeline_model_parallel_size: () => null,
  microbatch_group_size_per_vp_stage: () => null,
  microbatch_group_size_per_virtual_pipeline_stage: () => null,
  ref_load: () => null,
  save: () => null,
  output_dir: () => null,
  truncation_strategy: () => null,
  hybrid_thinking: (facts) => supportsHybridThinking(facts),
  eval_iters: () => -1,
  use_chat_template: ({ config, release }) => config.command !== 'pt' || isInRange(release.version, '4.0-4.1.0'),
};

/** The ways to read data, besides packing and streaming, that rule out tokenizing during training. */
function otherDataOf(facts: Givens): (Value | undefined)[] {
  const { version } = facts.release;
  if (!isInRange(version, '3.11+')) return [];
  const cached = ['cached_dataset', 'cached_val_dataset'].map((name) => isGiven(facts, name));
  return isInRange(version, '3.12+') ? [...cached, flagValue(facts, 'group_by_length')] : cached;
}

/** The longest sequence: `max_model_len`, else the limit in config.json. */
function deriveMaxLength(facts: Givens): Value | undefined {
  const stated = flagValue(facts, 'max_model_len');
  return stated === null ? facts.model?.get('max_model_len') : stated;
}

/**
 * Whether the model supports answers with and without thinking, according to the given chat template, or to that of the
 * model's type or name, or of the folder of a converted model. Undefined for models that the release does not know.
 */
function supportsHybridThinking(facts: Givens): boolean | undefined {
  const { names } = facts.catalog.view(facts.release.version, facts.config.command);
  const templates = names.get('hybrid_template');
  const template = flagValue(facts, 'template');
  if (findGiven(facts, 'template')) return isText(template) ? templates?.has(template) : undefined;
  const [type, model] = [flagValue(facts, 'model_type'), flagValue(facts, 'model')];
  if (findGiven(facts, 'model_type')) return (isText(type) && names.get('hybrid_model_type')?.has(type)) || undefined;
  const named = isText(model) ? model : convertedNameOf(facts);
  if (named === undefined) return undefined;
  if (names.get('hybrid_model')?.has(modelNameOf(named))) return true;
  const known = facts.catalog.modelsOf(facts.release.version);
  const ownTemplate = known.byName.get(modelNameOf(named));
  const knownTemplate = identifyModel(facts)?.template ?? (ownTemplate && templateOfModel(known, ownTemplate));
  return knownTemplate === undefined ? undefined : templates?.has(knownTemplate);
}

const isText = (value: Value | undefined): value is string => typeof value === 'string';

/** Whether the weights are trained in one of the types, according to `torch_dtype` or the model. */
function hasDtype(facts: Givens, types: readonly string[]): boolean | undefined {
  const dtype = flagValue(facts, 'torch_dtype');
  return typeof dtype === 'string' ? types.includes(dtype) : undefined;
}

/** The tuner type, `full` or a kind of LoRA: the flag is `train_type` in 3.x and `tuner_type` from 4.0 on. */
export const tunerTypeOf = (facts: Givens): Value | undefined => flagValue(facts, tunerFlagOf(facts));

const tunerFlagOf = ({ release }: Givens): string => (isInRange(release.version, '4.0+') ? 'tuner_type' : 'train_type');

/** Flags that make a run train an adapter, besides ref_adapters from 4.0 on. */
const ADAPTER_FLAGS = ['adapters', 'adapter_load', 'ref_adapter_load', 'mcore_adapter', 'mcore_ref_adapter'];

/** A run that is given an adapter continues to train it; an export reads the tuner type from the adapter's folder. */
function deriveTunerType(facts: Givens): Value | undefined {
  const names = isInRange(facts.release.version, '4.0+') ? [...ADAPTER_FLAGS, 'ref_adapters'] : ADAPTER_FLAGS;
  if (!names.some((name) => isGiven(facts, name))) return 'full';
  return isTraining(facts.config) ? 'lora' : undefined;
}

/** Returns the effective value: the given one, else that of config.json, else a derived one, else the default. */
export const flagValue = (facts: Givens, name: string): Value | undefined =>
  facts.values.get(facts, name, resolveFlagValue);

function resolveFlagValue(facts: Givens, name: string): Value | undefined {
  if (!facts.extraKwargs) return undefined;
  const extraValue = facts.extraKwargs.get(name);
  if (extraValue !== undefined) return extraValue;
  const given = findGiven(facts, name);
  if (given) return given.value;
  if (facts.config.mayHaveMoreFlags || facts.flagsUnderOtherNames.has(name)) return undefined;
  const fromModel = facts.model?.get(name);
  if (fromModel !== undefined) return fromModel;
  // These defaults are those of the megatron commands.
  const derive = facts.config.command === 'swift export' ? undefined : DERIVED_DEFAULTS[name];
  if (derive) return derive(facts);
  const form = facts.catalog.view(facts.release.version, facts.config.command).forms.get(name);
  if (!form) return defaultOfOption(facts, name);
  if (form.inEffect) return effectiveDefaultOf(form.inEffect, facts);
  // An effective default that is only described in prose is unknown.
  return form.effective === undefined ? form.default : undefined;
}

/** Returns the default of an option that only `extra_megatron_kwargs` can set. */
export function defaultOfOption(
  { catalog, release }: Pick<Givens, 'catalog' | 'release'>,
  name: string,
): Value | undefined {
  const option = catalog.megatronByName.get(name);
  // From 4.0 on nothing can set these options, and flags of 3.x were replaced by others.
  if (!option || (!isInRange(release.version, '3.7-3.12') && catalog.byName.has(name))) return undefined;
  return option.type === 'switch' ? false : (option.default ?? null);
}

/** Computes an effective default from the data of the catalog. */
function effectiveDefaultOf({ flag, opposite, values, value }: InEffect, facts: Givens): Value | undefined {
  if (flag === undefined) return value;
  const decidingValue = flagValue(facts, flag);
  if (decidingValue === undefined) return undefined;
  if (values) return values[printValue(decidingValue)] ?? value;
  if (opposite) return typeof decidingValue === 'boolean' ? !decidingValue : undefined;
  return decidingValue;
}
