import { lastGiven } from './facts';
import { fixRemove, type Rule } from './rule';

export const unsupportedModel: Rule = {
  id: 'model.unsupported',
  title: 'A model that Megatron-SWIFT cannot train',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'Of the models of ms-swift, the Megatron commands know some. Up to 3.9 the message is an AttributeError about convert_hf_config.',
  source:
    'swift/megatron/model/constant.py and swift/megatron/model/gpt/__init__.py of 3.8.1; swift/megatron/argument/train_args.py, init_model_args',
  bad: [{ flags: '--model_type chatglm3' }, { flags: '--model_type gpt_oss', release: '3.10.3' }],
  good: [
    { flags: '--model_type qwen3' },
    { flags: '--model_type gpt_oss', release: '3.12.6' },
    { flags: '--model_type no-such-type' },
  ],
  check: (facts) => {
    const given = lastGiven(facts, 'model_type');
    const { value } = given ?? {};
    if (!given || typeof value !== 'string') return [];
    const { names } = facts.catalog.view(facts.release.version, facts.config.command);
    // A name that ms-swift itself does not know is another mistake.
    const trained = names.get('megatron_model_type');
    if (!trained || trained.has(value) || !names.get('model_type')?.has(value)) return [];
    return [
      {
        message: `ms-swift ${facts.release.version} knows models of the type ${value}, but its Megatron commands cannot train them.`,
        span: given.entry.whole,
        flags: ['model_type'],
        fixes: [fixRemove(given.entry, 'model_type')],
      },
    ];
  },
};
