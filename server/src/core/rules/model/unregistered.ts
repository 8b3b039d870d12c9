import type { Facts } from '../../facts/facts';
import { isGiven } from '../../facts/givens';
import type { Rule } from '../../lint/rule';
import { createTypeFixes, LOCAL_MODEL_FLAGS, reportOnModel } from './common';

export const modelUnregistered: Rule = {
  id: 'model.unregistered',
  title: 'Unknown model type',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'The Megatron commands build a model according to its type, which comes from model_type, else from a well-known name, else from the architecture in config.json. Up to 3.8 the message is an AttributeError about convert_hf_config.',
  source:
    'swift/megatron/argument/train_args.py of 3.8.1; swift/megatron/argument/megatron_base_args.py of 3.12.6; swift/megatron/arguments/megatron_args.py of 4.2.3',
  bad: [
    {
      flags: LOCAL_MODEL_FLAGS,
      model: { architectures: ['MyForCausalLM'], model_type: 'qwen3_next' },
      release: '4.2.3',
    },
    { flags: LOCAL_MODEL_FLAGS, model: { architectures: ['MyForCausalLM'] } },
  ],
  good: [
    { flags: `${LOCAL_MODEL_FLAGS} --model_type qwen3`, model: { architectures: ['MyForCausalLM'] } },
    { flags: '--model Qwen/Qwen3-8B', model: { architectures: ['MyForCausalLM'] } },
    {
      flags: `${LOCAL_MODEL_FLAGS} --external_plugins mine.py`,
      model: { architectures: ['MyForCausalLM'] },
      release: '4.2.3',
    },
  ],
  check: (facts) =>
    reportOnModel(facts, (identity) => {
      // Another bridge looks up the architecture on its own.
      if (identity.types.length > 0 || isGiven(facts, 'bridge_backend') !== false) return undefined;
      return {
        message: `ms-swift ${facts.release.version} knows neither a model named ${identity.written} nor the architecture ${facts.model?.get('architecture')}. Its Megatron commands cannot build the model. If the structure matches that of a model that they know, set model_type to the type of that model.`,
        flags: ['model', 'model_type'],
        fixes: createTypeFixes(facts, { ...identity, types: findLikeliestTypes(facts) }),
      };
    }),
};

/** Returns the type whose name is the model_type of transformers, if ms-swift has one. */
function findLikeliestTypes(facts: Facts): string[] {
  const modelType = facts.model?.get('model_type');
  const types = facts.catalog.view(facts.release.version, facts.config.command).names.get('model_type');
  return typeof modelType === 'string' && types?.has(modelType) ? [modelType] : [];
}
