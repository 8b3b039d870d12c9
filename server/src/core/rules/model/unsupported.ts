import { COMMANDS } from '../../config/config';
import { isTraining } from '../../config/lookup';
import { findAllGiven, findGiven, isGiven } from '../../facts/givens';
import { identifyModel, PLUGIN_FLAGS } from '../../facts/modelIdentity';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const modelUnsupported: Rule = {
  id: 'model.unsupported',
  title: 'Model that Megatron-SWIFT does not support',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12,4.1+',
  commands: [...COMMANDS],
  why: 'The Megatron commands support only some of the models of ms-swift. Up to 3.9 the message is an AttributeError about convert_hf_config. From 4.1 on the models come from mcore-bridge.',
  source:
    'swift/megatron/model/constant.py and swift/megatron/model/gpt/__init__.py of 3.8.1; swift/megatron/argument/train_args.py, init_model_args; swift/megatron/arguments/megatron_args.py:879 of 4.6.0; mcore_bridge/model of mcore-bridge v1.6.5',
  bad: [
    { flags: '--model_type chatglm3' },
    { flags: '--model_type gpt_oss', release: '3.10.3' },
    { flags: '--model THUDM/chatglm3-6b' },
    { flags: '--model_type chatglm3 --to_mcore true', command: 'swift export' },
    { flags: '--model THUDM/chatglm3-6b', release: '4.6.0' },
    { flags: '--model OpenBMB/MiniCPM-V-4.7-1B', release: '4.6.0' },
    { flags: '--model my/own-model', model: { architectures: ['BloomForCausalLM'] }, release: '3.12.6' },
  ],
  good: [
    { flags: '--model_type qwen3' },
    { flags: '--model_type gpt_oss', release: '3.12.6' },
    { flags: '--model_type no-such-type' },
    { flags: '--model Qwen/Qwen3-Embedding-0.6B', release: '4.6.0' },
    { flags: '--model THUDM/chatglm3-6b --bridge_backend megatron-bridge', release: '4.6.0' },
    { flags: '--model THUDM/chatglm3-6b --external_plugins my_model.py', release: '4.6.0' },
    { flags: '--model THUDM/chatglm3-6b --model_type qwen3' },
  ],
  check: (facts) => {
    // Another bridge, or a plugin, knows other models.
    if (isGiven(facts, 'bridge_backend') !== false || PLUGIN_FLAGS.some((flag) => isGiven(facts, flag) !== false))
      return [];
    const [given] = findAllGiven(facts, ['model_type', 'model']);
    const type = findGiven(facts, 'model_type')?.value ?? onlyTypeOf(identifyModel(facts)?.types);
    if (!given || typeof type !== 'string') return [];
    const { names } = facts.catalog.view(facts.release.version, facts.config.command);
    // Another rule reports a name that ms-swift itself does not know.
    const trainable = names.get('megatron_model_type');
    if (!trainable || trainable.has(type) || !names.get('model_type')?.has(type)) return [];
    const flag = given.flag?.name ?? 'model';
    return [
      {
        message: `ms-swift ${facts.release.version} knows models of type ${type}, but ${isTraining(facts.config) ? 'its Megatron commands cannot train them' : 'cannot convert them to or from the Megatron format'}.`,
        span: given.entry.fullSpan,
        flags: [flag],
        fixes: flag === 'model_type' ? [fixRemove(given.entry, flag)] : [],
      },
    ];
  },
};

const onlyTypeOf = (types: readonly string[] = []): string | undefined => (types.length === 1 ? types[0] : undefined);
