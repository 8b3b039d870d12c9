import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove, fixSet } from '../../lint/fix';
import type { Example, Found, Rule } from '../../lint/rule';

/** The smallest value that a flag can have, in some releases and where some circumstance holds. */
interface Minimum {
  flags: readonly string[];
  minimum: number;
  /** The one value that is refused, where smaller ones pass. */
  refused?: number;
  releases: string;
  /** Absent: always. */
  when?: (facts: Facts) => boolean;
}

const isTraining = ({ config }: Facts): boolean => config.command !== 'export';
const isRlhfType = (facts: Facts, ...types: string[]): boolean => types.includes(String(flagValue(facts, 'rlhf_type')));
const isNotGiven = (facts: Facts, flag: string): boolean => isGiven(facts, flag) === false;
const createLengthTest = (flag: string) => (facts: Facts) =>
  isTraining(facts) && (isInRange(facts.release.version, '3.11+') ? isNotGiven(facts, flag) : true);

const SIZE_MINIMUMS: readonly Minimum[] = [
  {
    flags: [
      'tensor_model_parallel_size',
      'pipeline_model_parallel_size',
      'context_parallel_size',
      'expert_model_parallel_size',
      'expert_tensor_parallel_size',
      'micro_batch_size',
      'global_batch_size',
      'num_layers_per_virtual_pipeline_stage',
      'num_virtual_stages_per_pipeline_rank',
      'virtual_pipeline_model_parallel_size',
    ],
    minimum: 1,
    releases: '3.7-4.5',
  },
  {
    flags: ['num_workers', 'dataloader_num_workers', 'dataloader_prefetch_factor'],
    minimum: 0,
    releases: '3.11+',
    when: isTraining,
  },
  { flags: ['padded_vocab_size'], minimum: 0, releases: '3.7-3.12' },
  // Megatron core 0.13 takes 0 experts for a mixture of none and then looks for their size; later cores for a dense model.
  { flags: ['num_experts'], minimum: 1, releases: '3.7-3.9' },
  { flags: ['num_experts'], minimum: 0, releases: '3.10-3.12' },
  { flags: ['save_interval'], minimum: 1, releases: '3.10-3.12', when: isTraining },
  { flags: ['eval_interval'], minimum: 1, refused: 0, releases: '3.11.1-3.12', when: isTraining },
  {
    flags: ['num_generations', 'generation_batch_size'],
    minimum: 1,
    releases: '3.11+',
    when: (facts) => isRlhfType(facts, 'grpo'),
  },
  { flags: ['generation_batch_size'], minimum: 1, releases: '4.2+', when: (facts) => isRlhfType(facts, 'gkd') },
  {
    flags: ['vllm_tensor_parallel_size'],
    minimum: 1,
    releases: '3.11+',
    when: (facts) => isRlhfType(facts, 'grpo', 'gkd') && flagValue(facts, 'vllm_mode') === 'colocate',
  },
  // Epochs go before steps where both are given, since 3.11.
  { flags: ['train_iters'], minimum: 1, releases: '3.7-3.12', when: createLengthTest('max_epochs') },
  { flags: ['train_iters'], minimum: 1, releases: '4.0+', when: createLengthTest('num_train_epochs') },
  {
    flags: ['max_epochs'],
    minimum: 1,
    releases: '3.7-3.10',
    when: (facts) => isTraining(facts) && isNotGiven(facts, 'train_iters'),
  },
  { flags: ['max_epochs'], minimum: 1, releases: '3.11-3.12', when: isTraining },
  { flags: ['num_train_epochs'], minimum: 1, releases: '4.0+', when: isTraining },
];

const positiveSize: Rule = {
  id: 'range.positive',
  title: 'A size that is zero or negative',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Sizes are divided by and counted with. Some are checked by name, others end in a division by zero after the data was prepared.',
  source: 'Megatron-LM core_r0.13.0 megatron/training/arguments.py:382, :487; megatron/core/parallel_state.py:786',
  supersedes: ['par.seq-le-maxpos', 'par.cp-seq', 'par.vpp-pp', 'par.ep-experts'],
  bad: [
    { flags: '--tensor_model_parallel_size 0' },
    { flags: '--micro_batch_size 0 --global_batch_size -16' },
    { flags: '--save_interval 0', release: '3.12.6' },
    { flags: '--train_iters 0', release: '4.2.3' },
  ],
  good: [
    { flags: '--tensor_model_parallel_size 1 --micro_batch_size 1' },
    { flags: '--save_interval 0' },
    { flags: '--train_iters 0 --num_train_epochs 1', release: '4.2.3' },
  ],
  check: (facts) => SIZE_MINIMUMS.flatMap((minimum) => reportTooSmall(facts, minimum)),
};

/** Steps between two lines of a log, by which the number of the step is divided. */
const LOG_INTERVALS = ['log_interval', 'tensorboard_log_interval', 'logging_steps'];

const logInterval: Rule = {
  id: 'log.interval-zero',
  title: 'A log written every 0 steps',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'The number of the step is divided by the interval: the run stops with `integer modulo by zero` in its first step, from 4.0 on in the second one. To log less, choose a large interval.',
  source: 'swift/megatron/trainers/base.py of 3.12.6, training_log; swift/megatron/callbacks/default_flow.py of 4.2.3',
  bad: [
    { flags: '--log_interval 0' },
    { flags: '--tensorboard_log_interval 0', release: '3.12.6' },
    { flags: '--logging_steps 0', release: '4.2.3' },
  ],
  good: [{ flags: '--log_interval 1 --tensorboard_log_interval 5' }, { flags: '--log_interval=-1' }],
  check: (facts) => reportTooSmall(facts, { flags: LOG_INTERVALS, minimum: 1, refused: 0, releases: '3.7-4.5' }),
};

const STAGE_FLAGS = ['decoder_first_pipeline_num_layers', 'decoder_last_pipeline_num_layers'];

/** Before 3.11 the sizes of stages are looked at without a pipeline as well. */
const isPipeline = (facts: Facts): boolean =>
  isInRange(facts.release.version, '3.7-3.10') || (facts.layout.pipelineParallel ?? 1) > 1;

const stagePositive: Rule = {
  id: 'par.pp-stage-positive',
  title: 'A pipeline stage without layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The first and the last stage hold at least one layer besides embedding and loss. Leave the flag out to share layers evenly.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:932',
  supersedes: ['par.pp-middle', 'par.vpp-layers', 'par.pp-both-sum'],
  bad: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 0', env: { NPROC_PER_NODE: '2' } },
  ],
  good: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 4', env: { NPROC_PER_NODE: '2' } },
  ],
  check: (facts) => reportTooSmall(facts, { flags: STAGE_FLAGS, minimum: 1, releases: '3.7-4.5', when: isPipeline }),
};

/** Their number decides how many steps there are. */
const EPOCH_FLAGS = ['max_epochs', 'num_train_epochs'];

function reportTooSmall(facts: Facts, { flags, minimum, refused, releases, when }: Minimum): Found[] {
  return flags.flatMap((flag): Found[] => {
    const value = givenNumberOf(facts, flag);
    if (
      value === undefined ||
      (refused === undefined ? value >= minimum : value !== refused) ||
      !isInRange(facts.release.version, releases)
    )
      return [];
    return when && !when(facts)
      ? []
      : [
          reportOutOfRange(
            facts,
            flag,
            `${flag} ${value} ${EPOCH_FLAGS.includes(flag) ? 'makes no train_iters; it ' : ''}has to be at least ${minimum}.`,
            minimum,
          ),
        ];
  });
}

/** Fractions and what they are fractions of: outside these bounds a value means nothing. */
const FRACTIONS: readonly (readonly [flag: string, least: number, most: number])[] = [
  ['lr_warmup_fraction', 0, 1],
  ['split_dataset_ratio', 0, 1],
  ['freeze_parameters_ratio', 0, 1],
  ['lora_dropout', 0, 1],
  ['attention_dropout', 0, 1],
  ['hidden_dropout', 0, 1],
  ['optimizer_offload_fraction', 0, 1],
  ['adam_beta1', 0, 1],
  ['adam_beta2', 0, 1],
  ['vllm_gpu_memory_utilization', 0, 1],
  ['top_p', 0, 1],
  ['lmbda', 0, 1],
];

const badFractions: Example[] = [
  { flags: '--lora_dropout 5' },
  { flags: '--adam_beta2 1.5' },
  { flags: '--hidden_dropout 1.5 --attention_dropout -0.1' },
];

const fractionRange: Rule = {
  id: 'range.fraction',
  title: 'A fraction outside 0 to 1',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'Nothing checks these numbers when the run starts. They fail, or train nonsense, later.',
  source: 'The meaning of the flags; torch.nn.Dropout and torch.optim.Adam refuse such values',
  bad: badFractions,
  good: [{ flags: '--lora_dropout 0.05 --adam_beta2 0.95 --split_dataset_ratio 0' }],
  check: (facts) =>
    FRACTIONS.flatMap(([flag, minimum, maximum]): Found[] => {
      const value = givenNumberOf(facts, flag);
      if (value === undefined || (value >= minimum && value <= maximum)) return [];
      const to = value < minimum ? minimum : maximum;
      return [
        reportOutOfRange(
          facts,
          flag,
          `${flag} ${value} is no fraction; it belongs between ${minimum} and ${maximum}.`,
          to,
        ),
      ];
    }),
};

/** The number of a flag that somebody wrote, as a flag or as an option of Megatron. */
function givenNumberOf(facts: Facts, flag: string): number | undefined {
  if (!findGiven(facts, flag) && !facts.extraKwargs?.has(flag)) return undefined;
  const value: Value | undefined = flagValue(facts, flag);
  return typeof value === 'number' ? value : undefined;
}

function reportOutOfRange(facts: Facts, flag: string, message: string, to: number): Found {
  const entry = findGiven(facts, flag)?.entry;
  return {
    message,
    span: entry?.fullSpan ?? facts.config.head,
    flags: [flag],
    fixes: entry ? [fixRemove(entry, flag), fixSet(flag, to)] : [],
  };
}

/** Numbers outside what they can mean. */
export const rangeRules: readonly Rule[] = [positiveSize, fractionRange, stagePositive, logInterval];
