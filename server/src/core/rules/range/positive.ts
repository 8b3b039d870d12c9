import { inRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import type { Facts } from '../../facts/facts';
import { isGiven, lastGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove, fixSet } from '../../lint/fix';
import type { Example, Found, Rule } from '../../lint/rule';

/** The smallest value that a flag can have, in some releases and where some circumstance holds. */
interface Least {
  flags: readonly string[];
  least: number;
  /** The one value that is refused, where smaller ones pass. */
  only?: number;
  releases: string;
  /** Absent: always. */
  when?: (facts: Facts) => boolean;
}

const isTraining = ({ config }: Facts): boolean => config.command !== 'export';
const samples = (facts: Facts, ...types: string[]): boolean => types.includes(String(flagValue(facts, 'rlhf_type')));
const isNever = (facts: Facts, flag: string): boolean => isGiven(facts, flag) === false;
const isLength = (flag: string) => (facts: Facts) =>
  isTraining(facts) && (inRange(facts.release.version, '3.11+') ? isNever(facts, flag) : true);

const SIZES: readonly Least[] = [
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
    least: 1,
    releases: '3.7-4.5',
  },
  {
    flags: ['num_workers', 'dataloader_num_workers', 'dataloader_prefetch_factor'],
    least: 0,
    releases: '3.11+',
    when: isTraining,
  },
  { flags: ['padded_vocab_size'], least: 0, releases: '3.7-3.12' },
  // Megatron core 0.13 takes 0 experts for a mixture of none and then looks for their size; later cores for a dense model.
  { flags: ['num_experts'], least: 1, releases: '3.7-3.9' },
  { flags: ['num_experts'], least: 0, releases: '3.10-3.12' },
  { flags: ['save_interval'], least: 1, releases: '3.10-3.12', when: isTraining },
  { flags: ['eval_interval'], least: 1, only: 0, releases: '3.11.1-3.12', when: isTraining },
  {
    flags: ['num_generations', 'generation_batch_size'],
    least: 1,
    releases: '3.11+',
    when: (facts) => samples(facts, 'grpo'),
  },
  { flags: ['generation_batch_size'], least: 1, releases: '4.2+', when: (facts) => samples(facts, 'gkd') },
  {
    flags: ['vllm_tensor_parallel_size'],
    least: 1,
    releases: '3.11+',
    when: (facts) => samples(facts, 'grpo', 'gkd') && flagValue(facts, 'vllm_mode') === 'colocate',
  },
  // Epochs go before steps where both are given, since 3.11.
  { flags: ['train_iters'], least: 1, releases: '3.7-3.12', when: isLength('max_epochs') },
  { flags: ['train_iters'], least: 1, releases: '4.0+', when: isLength('num_train_epochs') },
  {
    flags: ['max_epochs'],
    least: 1,
    releases: '3.7-3.10',
    when: (facts) => isTraining(facts) && isNever(facts, 'train_iters'),
  },
  { flags: ['max_epochs'], least: 1, releases: '3.11-3.12', when: isTraining },
  { flags: ['num_train_epochs'], least: 1, releases: '4.0+', when: isTraining },
];

const positiveSizes: Rule = {
  id: 'range.positive',
  title: 'A size that is zero or negative',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'Sizes are divided by and counted with. Some are checked by name, others end in a division by zero after the data was prepared.',
  source: 'Megatron-LM core_r0.13.0 megatron/training/arguments.py:382, :487; megatron/core/parallel_state.py:786',
  instead: ['par.seq-le-maxpos', 'par.cp-seq', 'par.vpp-pp', 'par.ep-experts'],
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
  check: (facts) => SIZES.flatMap((rule) => tooSmall(facts, rule)),
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
  check: (facts) => tooSmall(facts, { flags: LOG_INTERVALS, least: 1, only: 0, releases: '3.7-4.5' }),
};

const STAGES = ['decoder_first_pipeline_num_layers', 'decoder_last_pipeline_num_layers'];

/** Before 3.11 the sizes of stages are looked at without a pipeline as well. */
const isPipeline = (facts: Facts): boolean =>
  inRange(facts.release.version, '3.7-3.10') || (facts.layout.pipelineParallel ?? 1) > 1;

const stagePositive: Rule = {
  id: 'par.pp-stage-positive',
  title: 'A pipeline stage without layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'The first and the last stage hold at least one layer besides embedding and loss. Leave the flag out to share layers evenly.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:932',
  instead: ['par.pp-middle', 'par.vpp-layers', 'par.pp-both-sum'],
  bad: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 0', env: { NPROC_PER_NODE: '2' } },
  ],
  good: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 4', env: { NPROC_PER_NODE: '2' } },
  ],
  check: (facts) => tooSmall(facts, { flags: STAGES, least: 1, releases: '3.7-4.5', when: isPipeline }),
};

/** Their number decides how many steps there are. */
const EPOCHS = ['max_epochs', 'num_train_epochs'];

function tooSmall(facts: Facts, { flags, least, only, releases, when }: Least): Found[] {
  return flags.flatMap((flag): Found[] => {
    const value = writtenNumber(facts, flag);
    if (
      value === undefined ||
      (only === undefined ? value >= least : value !== only) ||
      !inRange(facts.release.version, releases)
    )
      return [];
    return when && !when(facts)
      ? []
      : [
          outside(
            facts,
            flag,
            `${flag} ${value} ${EPOCHS.includes(flag) ? 'makes no train_iters; it ' : ''}has to be at least ${least}.`,
            least,
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

const fractions: Rule = {
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
    FRACTIONS.flatMap(([flag, least, most]): Found[] => {
      const value = writtenNumber(facts, flag);
      if (value === undefined || (value >= least && value <= most)) return [];
      const to = value < least ? least : most;
      return [outside(facts, flag, `${flag} ${value} is no fraction; it belongs between ${least} and ${most}.`, to)];
    }),
};

/** The number of a flag that somebody wrote, as a flag or as an option of Megatron. */
function writtenNumber(facts: Facts, flag: string): number | undefined {
  if (!lastGiven(facts, flag) && !facts.extra?.has(flag)) return undefined;
  const value: Value | undefined = flagValue(facts, flag);
  return typeof value === 'number' ? value : undefined;
}

function outside(facts: Facts, flag: string, message: string, to: number): Found {
  const entry = lastGiven(facts, flag)?.entry;
  return {
    message,
    span: entry?.whole ?? facts.config.head,
    flags: [flag],
    fixes: entry ? [fixRemove(entry, flag), fixSet(flag, to)] : [],
  };
}

/** Numbers outside what they can mean. */
export const rangeRules: readonly Rule[] = [positiveSizes, fractions, stagePositive, logInterval];
