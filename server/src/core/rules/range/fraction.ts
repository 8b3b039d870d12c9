import type { Found, Rule } from '../../lint/rule';
import { givenNumberOf, reportOutOfRange } from './common';

/** Fractions and probabilities; values outside 0 to 1 have no meaning. */
const FRACTION_FLAGS = [
  'lr_warmup_fraction',
  'split_dataset_ratio',
  'freeze_parameters_ratio',
  'lora_dropout',
  'attention_dropout',
  'hidden_dropout',
  'optimizer_offload_fraction',
  'adam_beta1',
  'adam_beta2',
  'vllm_gpu_memory_utilization',
  'top_p',
  'lmbda',
];

export const rangeFraction: Rule = {
  id: 'range.fraction',
  title: 'Fraction outside 0 to 1',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'These numbers are not checked when the run starts. They fail later, or the training is meaningless.',
  source: 'The meaning of the flags; torch.nn.Dropout and torch.optim.Adam reject such values',
  bad: [
    { flags: '--lora_dropout 5' },
    { flags: '--adam_beta2 1.5' },
    { flags: '--hidden_dropout 1.5 --attention_dropout -0.1' },
  ],
  good: [{ flags: '--lora_dropout 0.05 --adam_beta2 0.95 --split_dataset_ratio 0' }],
  check: (facts) =>
    FRACTION_FLAGS.flatMap((flag): Found[] => {
      const value = givenNumberOf(facts, flag);
      if (value === undefined || (value >= 0 && value <= 1)) return [];
      const message = `${flag} ${value} is not a fraction; it should be between 0 and 1.`;
      return [reportOutOfRange(facts, flag, message, value < 0 ? 0 : 1)];
    }),
};
