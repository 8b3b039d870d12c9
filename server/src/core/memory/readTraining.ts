import type { Value } from '../catalog/types';
import type { Facts } from '../facts/facts';
import { flagValue, tunerTypeOf } from '../facts/values';
import type { LoraShape, LoraTargets, TrainingShape } from './runShape';

/** Reads which parameters are trained. */
export function readTraining(facts: Facts, missing: string[]): TrainingShape | undefined {
  const tuner = tunerTypeOf(facts);
  if (typeof tuner !== 'string') {
    missing.push('whether the weights or an adapter is trained');
    return undefined;
  }
  const isLora = tuner !== 'full';
  const ratio = flagValue(facts, 'freeze_parameters_ratio');
  const isFrozen = flagValue(facts, 'freeze_llm') === true;
  if (!isLora && freezesByName(facts)) missing.push('the part of the model that `freeze_parameters` freezes');
  else if (!isLora && (isFrozen || ratio !== 0) && trainsByName(facts))
    missing.push('the part of the model that `trainable_parameters` trains');
  return {
    lora: isLora ? readLora(facts) : undefined,
    trainedShare: isFrozen ? 0 : 1 - (typeof ratio === 'number' ? ratio : 0),
    trainsTowers: tuner !== 'lora' && flagValue(facts, 'freeze_vit') === false,
    hasReference: !isLora && hasReferenceModel(facts),
  };
}

/** Whether names of parameters freeze some of them. Those of towers are frozen anyway. */
function freezesByName(facts: Facts): boolean {
  const names = flagValue(facts, 'freeze_parameters');
  const regex = flagValue(facts, 'freeze_parameters_regex');
  const freezes = Array.isArray(names)
    ? names.some((name) => !/^(?:model\.)?visual/.test(String(name)))
    : names !== null;
  return freezes || isNamed(regex);
}

const isNamed = (value: Value | undefined): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.length > 0);

/** Whether names of parameters train some of those that are frozen. */
const trainsByName = (facts: Facts): boolean =>
  ['trainable_parameters', 'trainable_parameters_regex'].some((name) => isNamed(flagValue(facts, name)));

/** Whether a second copy of the weights answers as the reference. An adapter is switched off instead. */
function hasReferenceModel(facts: Facts): boolean {
  const type = flagValue(facts, 'rlhf_type');
  if (type === 'grpo') return flagValue(facts, 'beta') !== 0;
  return type === 'dpo' || type === 'kto';
}

function readLora(facts: Facts): LoraShape {
  const [rank, dropout, saved] = ['lora_rank', 'lora_dropout', 'modules_to_save'].map((name) => flagValue(facts, name));
  return {
    rank: typeof rank === 'number' ? rank : 8,
    hasDropout: dropout !== 0,
    targets: readTargets(flagValue(facts, 'target_modules')),
    trainsEmbedding: savesModule(saved, /embed/),
    trainsOutput: savesModule(saved, /output_layer|lm_head/),
  };
}

const savesModule = (modules: Value | undefined, name: RegExp): boolean =>
  Array.isArray(modules) && modules.some((each) => name.test(String(each)));

/** The ends of the names of the linear layers in Megatron, by their place in a layer. */
const TARGETS: Readonly<Record<keyof LoraTargets, RegExp>> = {
  attentionInput: /linear_(?:qkv|q_proj|q_down_proj|q_up_proj|kv_down_proj|kv_up_proj)$|in_proj$/,
  attentionOutput: /linear_proj$|out_proj$/,
  mlpInput: /linear_fc1$/,
  mlpOutput: /linear_fc2$/,
};

/** Reads the adapted layers. Names that are not those of Megatron's linear layers may stand for all of them. */
function readTargets(modules: Value | undefined): LoraTargets {
  const names = Array.isArray(modules) ? modules.map(String) : [];
  const areKnown = names.length > 0 && names.every((name) => Object.values(TARGETS).some((each) => each.test(name)));
  const isAdapted = (target: RegExp): boolean => !areKnown || names.some((name) => target.test(name));
  return {
    attentionInput: isAdapted(TARGETS.attentionInput),
    attentionOutput: isAdapted(TARGETS.attentionOutput),
    mlpInput: isAdapted(TARGETS.mlpInput),
    mlpOutput: isAdapted(TARGETS.mlpOutput),
  };
}
