import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { hasNoExperts, isTextModel, lacksModule, lacksModuleEnd } from '../../facts/megatronModules';
import { PLUGIN_FLAGS } from '../../facts/modelIdentity';
import { tunerTypeOf } from '../../facts/values';
import { fixRemove, fixWrite } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { adviseLayers, createLayerFixes } from './common';

export const targetMissing: Rule = {
  id: 'tune.target-missing',
  title: 'LoRA on layers that the model does not have',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  commands: ['pt', 'sft', 'rlhf'],
  supersedes: ['tune.hf-module-names'],
  why: 'The LoRA is put on the model that Megatron builds, which has other names than the model of transformers. PEFT compares names literally, or the full path with target_regex, and stops the run if nothing matches.',
  source: 'swift/megatron/utils/utils.py of 4.6.0, get_target_modules; peft/tuners/tuners_utils.py, inject_adapter',
  bad: [
    { flags: '--train_type lora --target_modules q_proj v_proj', model: {} },
    { flags: '--tuner_type lora --target_modules nope', model: {}, release: '4.6.0' },
    { flags: "--tuner_type lora --target_regex '.*q_proj'", model: {}, release: '4.6.0' },
    {
      flags: "--tuner_type lora --target_regex '.*\\.(gate_proj|up_proj)'",
      model: { model_type: 'qwen3' },
      release: '4.6.0',
    },
    { flags: '--tuner_type lora --target_modules all-router', model: {}, release: '4.6.0' },
    { flags: '--tuner_type lora --model Qwen/Qwen3-8B --target_modules lm_head', release: '4.6.0' },
    { flags: '--tuner_type lora --target_modules linear_q_proj', model: {}, release: '4.5.2' },
    { flags: '--tuner_type lora --target_regex linear_qkv', model: {}, release: '4.5.2' },
    { flags: '--tuner_type lora --target_modules linear_qkv mlp', model: {}, release: '4.6.0' },
  ],
  good: [
    { flags: '--train_type lora --target_modules linear_qkv linear_proj', model: {} },
    { flags: '--tuner_type lora --target_modules linear_qkv nope', model: {}, release: '4.6.0' },
    { flags: '--tuner_type lora --target_modules all-router', model: { num_experts: 8 }, release: '4.6.0' },
    { flags: '--tuner_type lora --target_modules decoder.layers.0.mlp.linear_fc1', model: {}, release: '4.6.0' },
    { flags: '--tuner_type lora --target_modules q_proj', model: { vision_config: {} }, release: '4.6.0' },
    { flags: "--tuner_type lora --target_regex '.*linear_fc[12]'", model: {}, release: '4.6.0' },
    { flags: "--tuner_type lora --target_regex '.*q_proj'", model: { kv_lora_rank: 512 }, release: '4.6.0' },
    { flags: '--tuner_type full --target_modules nope', model: {}, release: '4.6.0' },
    { flags: '--tuner_type lora --target_modules nope', release: '4.6.0' },
  ],
  check: (facts) => {
    if (tunerTypeOf(facts) !== 'lora' || !isTextModel(facts)) return [];
    if (PLUGIN_FLAGS.some((flag) => isGiven(facts, flag) !== false)) return [];
    // The pattern takes precedence over the names.
    return isGiven(facts, 'target_regex') === false ? checkNames(facts) : checkPattern(facts);
  },
};

/** Names of modules that PEFT finds and cannot put a LoRA on. One of them stops the run even beside linear layers. */
const GROUP_NAMES = new Set(
  'all-embedding core_attention embedding input_layernorm layers mlp output_layer self_attention word_embeddings'.split(
    ' ',
  ),
);

function checkNames(facts: Facts): Found[] {
  const given = findGiven(facts, 'target_modules');
  const names = given?.entry.values.map(({ value }) => value) ?? [];
  const groups = isInRange(facts.release.version, '4.5+') ? names.filter((name) => GROUP_NAMES.has(name ?? '')) : [];
  if (given && groups.length > 0)
    return [
      {
        message: `LoRA is possible on linear layers of the model only, and ${groups.join(', ')} is a group of layers or an embedding. For LoRA, ${adviseLayers(facts)}.`,
        span: given.entry.fullSpan,
        flags: ['target_modules'],
        fixes: [fixWrite('Change to all-linear', given.entry, ['all-linear'])],
      },
    ];
  if (!given || names.length === 0 || !names.every((name) => name !== undefined && isMissing(facts, name))) return [];
  const isRouter = names.length === 1 && names[0] === 'all-router';
  const problem = isRouter
    ? 'A model without experts has no router'
    : `The model has no layer named ${names.join(', ')}`;
  return [
    {
      message: `${problem}, and without any layer for the LoRA the run stops. For LoRA, ${adviseLayers(facts)}.`,
      span: given.entry.fullSpan,
      flags: ['target_modules'],
      fixes: createLayerFixes(
        facts,
        given,
        names.map((name) => name ?? ''),
      ),
    },
  ];
}

function isMissing(facts: Facts, name: string): boolean {
  if (name === 'all-router') return hasNoExperts(facts);
  return name !== 'all-linear' && name !== 'all-embedding' && name !== '' && lacksModule(facts, name);
}

/** Checks a pattern that is a name, or that ends with one name or a group of names. */
function checkPattern(facts: Facts): Found[] {
  const given = findGiven(facts, 'target_regex');
  const pattern = given?.value;
  if (!given || typeof pattern !== 'string') return [];
  const isName = /^\w+$/.test(pattern);
  const ends = endsOf(pattern);
  if (!isName && (ends.length === 0 || !ends.every((end) => lacksModuleEnd(facts, end)))) return [];
  const message = isName
    ? `target_regex ${pattern} matches no layer: it must match a full path such as decoder.layers.0.self_attention.linear_qkv. Put \`.*\` before it.`
    : `No layer of the model has a name that ends with ${ends.join(' or ')}, so that target_regex matches nothing and the run stops. Megatron names its layers linear_qkv, linear_proj, linear_fc1 and linear_fc2.`;
  return [
    { message, span: given.entry.fullSpan, flags: ['target_regex'], fixes: [fixRemove(given.entry, 'target_regex')] },
  ];
}

/** Returns the names with which the matches of a pattern end; an empty list if they are not written out. */
function endsOf(pattern: string): string[] {
  const group = /(?:^|[^\\])\(((?:\w+\|)*\w+)\)\$?$/.exec(pattern)?.[1];
  // The character before may belong to an escape such as `\.`, but not to a class of characters or to `\w`.
  const name = /(?:[*.)]|\\\.)(\w+)\$?$/.exec(pattern)?.[1];
  return group?.split('|') ?? (name === undefined ? [] : [name]);
}
