import { isInRange } from '../../catalog/release';
import { isTraining } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import { collectFixes, fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { givenNumberOf } from './common';

/** Flags that hold a fraction or a probability, and the effect of a number outside. */
interface Fraction {
  flags: readonly string[];
  /** The number 1 is outside as well. */
  excludesOne?: true;
  /** The run stops. Otherwise nothing checks the number. */
  isRejected?: true;
  /** The effect of a number that is too high, or of one below 0: a sentence without its subject. */
  above?: string;
  below?: string;
  /** Whether the run reads the flag. */
  when?: (facts: Facts) => boolean;
}

const isTrainingRun = ({ config }: Facts): boolean => isTraining(config);

/**
 * Whether the run splits data: data that is not cached, and neither validation data of its own nor a stream, which set the
 * ratio to 0.
 */
const splitsData = (facts: Facts): boolean =>
  isTrainingRun(facts) &&
  isGiven(facts, 'dataset') === true &&
  flagValue(facts, 'streaming') === false &&
  !findGiven(facts, 'val_dataset') &&
  !facts.config.mayHaveMoreFlags;

/** Whether vLLM samples answers of the student: always in GRPO, in GKD with use_vllm and a share above 0. */
function samplesWithVllm(facts: Facts): boolean {
  const type = flagValue(facts, 'rlhf_type');
  if (type !== 'gkd') return type === 'grpo';
  const share = flagValue(facts, 'lmbda');
  return flagValue(facts, 'use_vllm') === true && typeof share === 'number' && share > 0;
}

const FRACTIONS: readonly Fraction[] = [
  {
    flags: ['lora_dropout'],
    isRejected: true,
    above: 'stops the run with a ValueError when the adapter is created',
    // From 4.1.3 on, adapters train without dropout, as tune.dropout-peft reports.
    when: (facts) =>
      isTrainingRun(facts) && tunerTypeOf(facts) === 'lora' && isInRange(facts.release.version, '3.7-4.1.2'),
  },
  {
    flags: ['attention_dropout', 'hidden_dropout'],
    isRejected: true,
    above: 'stops the run with a ValueError when the model is built',
    below: 'stops the run with a ValueError when the model is built',
    when: isTrainingRun,
  },
  {
    flags: ['split_dataset_ratio'],
    isRejected: true,
    above: 'stops the run with an AssertionError when the data is loaded',
    below: 'stops the run with an AssertionError when the data is loaded',
    when: splitsData,
  },
  {
    flags: ['adam_beta1', 'adam_beta2'],
    excludesOne: true,
    above: 'makes the moving average of Adam diverge or divides it by zero',
    below: 'is no weight of a moving average',
    when: (facts) => isTrainingRun(facts) && flagValue(facts, 'optimizer') === 'adam',
  },
  {
    flags: ['freeze_parameters_ratio'],
    above: 'freezes all parameters',
    below: 'freezes nothing',
    when: (facts) => isTrainingRun(facts) && tunerTypeOf(facts) === 'full',
  },
  { flags: ['lr_warmup_fraction'], below: 'means no warmup', when: isTrainingRun },
  {
    flags: ['vllm_gpu_memory_utilization'],
    above: 'is not accepted by vLLM',
    below: 'is not accepted by vLLM',
    when: (facts) => flagValue(facts, 'vllm_mode') === 'colocate',
  },
  {
    flags: ['top_p'],
    above: 'is not accepted by vLLM',
    below: 'is not accepted by vLLM',
    when: samplesWithVllm,
  },
  {
    flags: ['lmbda'],
    above: 'samples every batch from the student, as 1 does',
    below: 'samples no batch from the student, as 0 does',
    when: (facts) => flagValue(facts, 'rlhf_type') === 'gkd' && flagValue(facts, 'use_vllm') === true,
  },
];

export const rangeFraction: Rule = {
  id: 'range.fraction',
  title: 'Fraction outside 0 to 1',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'Dropout and the share of the validation data are checked late, after the model or the data was loaded. The other numbers are used as they are.',
  source:
    'ms-swift v3.8.1 swift/megatron/tuners/lora.py:86 and swift/llm/dataset/loader.py:337; v4.6.0 swift/dataset/dataset_meta.py:131; mcore-bridge v1.6.5 mcore_bridge/tuners/lora.py:178; Megatron core 0.13.1 language_model_embedding.py:86, dot_product_attention.py:105; torch.nn.Dropout, torch.optim.Adam',
  bad: [
    { flags: '--train_type lora --lora_dropout 5', release: '3.12.6' },
    { flags: '--dataset d --split_dataset_ratio 1.5', release: '4.5.2' },
    {
      flags: '--rlhf_type gkd --teacher_model t --use_vllm true --vllm_mode colocate --lmbda 0.5 --top_p 1.5',
      command: 'rlhf',
      release: '4.5.2',
    },
    {
      flags: '--rlhf_type gkd --teacher_model t --use_vllm true --vllm_mode colocate --lmbda 1.5',
      command: 'rlhf',
      release: '4.5.2',
    },
    { flags: '--adam_beta2 1.5' },
    { flags: '--adam_beta2 1' },
    { flags: '--hidden_dropout 1.5 --attention_dropout -0.1' },
    { flags: '--lr_warmup_fraction=-0.1' },
  ],
  good: [
    { flags: '--train_type lora --lora_dropout 0.05 --adam_beta2 0.95 --split_dataset_ratio 0' },
    // Other rules report these.
    { flags: '--lr_warmup_fraction 1.5' },
    { flags: '--optimizer_cpu_offload true --use_precision_aware_optimizer true --optimizer_offload_fraction 80' },
    { flags: '--lora_dropout 5' },
    { flags: '--tuner_type lora --lora_dropout 1.5', release: '4.5.2' },
    { flags: '--cached_dataset c --split_dataset_ratio 1.5', release: '4.5.2' },
    {
      flags: '--rlhf_type gkd --teacher_model t --use_vllm false --lmbda 1.5 --top_p 1.5',
      command: 'rlhf',
      release: '4.5.2',
    },
    {
      flags: '--rlhf_type gkd --teacher_model t --use_vllm true --vllm_mode colocate --lmbda 0 --top_p 1.5',
      command: 'rlhf',
      release: '4.5.2',
    },
  ],
  check: (facts) => FRACTIONS.flatMap((row) => row.flags.flatMap((flag) => checkFraction(facts, row, flag))),
};

function checkFraction(facts: Facts, row: Fraction, flag: string): Found[] {
  const value = givenNumberOf(facts, flag);
  if (value === undefined || row.when?.(facts) === false) return [];
  const isAbove = row.excludesOne ? value >= 1 : value > 1;
  const effect = isAbove ? row.above : value < 0 ? row.below : undefined;
  if (effect === undefined) return [];
  const entry = findGiven(facts, flag)?.entry;
  const bound = row.excludesOne ? 'must be at least 0 and below 1' : 'must be between 0 and 1';
  return [
    {
      message: `${flag} ${value} ${effect}; it ${bound}.`,
      span: entry?.fullSpan ?? facts.config.head,
      flags: [flag],
      fixes: entry ? collectFixes(fixPercentage(flag, value, row), fixRemove(entry, flag)) : [],
      ...(row.isRejected && { severity: 'error', outcome: 'rejected' }),
    },
  ];
}

/** Creates the fix of a number that was meant in percent: 5 for 0.05. */
const fixPercentage = (flag: string, value: number, { excludesOne }: Fraction) =>
  value > 1 && (excludesOne ? value < 100 : value <= 100) && Number.isInteger(value)
    ? fixOf(`Set ${flag} to ${value / 100}`, { op: 'set', flag, values: [String(value / 100)] })
    : undefined;
