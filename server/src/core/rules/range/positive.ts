import { isInRange } from '../../catalog/release';
import { isTraining } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import type { Rule } from '../../lint/rule';
import { type Minimum, reportTooSmall } from './common';

const isTrainingRun = ({ config }: Facts): boolean => isTraining(config);
const isRlhfType = (facts: Facts, ...types: string[]): boolean => types.includes(String(flagValue(facts, 'rlhf_type')));
const isNotGiven = (facts: Facts, flag: string): boolean => isGiven(facts, flag) === false;

/** Creates a test whether train_iters sets the length of the run. From 3.11 on, epochs take precedence over it. */
const createLengthTest = (epochFlag: string) => (facts: Facts) =>
  isTraining(facts.config) && (isInRange(facts.release.version, '3.11+') ? isNotGiven(facts, epochFlag) : true);

const SIZE_MINIMUMS: readonly Minimum[] = [
  {
    flags: [
      'tensor_model_parallel_size',
      'pipeline_model_parallel_size',
      'context_parallel_size',
      'expert_model_parallel_size',
      'expert_tensor_parallel_size',
      'micro_batch_size',
      'num_layers_per_virtual_pipeline_stage',
      'num_virtual_stages_per_pipeline_rank',
      'virtual_pipeline_model_parallel_size',
    ],
    minimum: 1,
    offersMinimum: true,
    releases: '3.7+',
  },
  {
    flags: ['global_batch_size'],
    minimum: 1,
    releases: '3.7+',
    note: (facts) =>
      isRlhfType(facts, 'grpo')
        ? 'GRPO samples that many completions for a step: choose a multiple of num_generations.'
        : undefined,
  },
  {
    flags: ['num_workers', 'dataloader_num_workers', 'dataloader_prefetch_factor'],
    minimum: 0,
    offersMinimum: true,
    releases: '3.11+',
    when: isTrainingRun,
  },
  { flags: ['padded_vocab_size'], minimum: 0, releases: '3.7-3.12' },
  // Megatron core 0.13 treats 0 experts as a mixture of experts and then looks up their size.
  // Later cores treat it as a dense model.
  { flags: ['num_experts'], minimum: 1, releases: '3.7-3.9' },
  { flags: ['num_experts'], minimum: 0, releases: '3.10-3.12' },
  { flags: ['save_interval'], minimum: 1, releases: '3.10-3.12', when: isTrainingRun },
  { flags: ['eval_interval'], minimum: 1, rejected: 0, releases: '3.11.1-3.12', when: isTrainingRun },
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
    offersMinimum: true,
    releases: '3.11+',
    when: (facts) => isRlhfType(facts, 'grpo', 'gkd') && flagValue(facts, 'vllm_mode') === 'colocate',
  },
  { flags: ['train_iters'], minimum: 1, releases: '3.7-3.12', when: createLengthTest('max_epochs') },
  { flags: ['train_iters'], minimum: 1, releases: '4.0+', when: createLengthTest('num_train_epochs') },
  {
    flags: ['max_epochs'],
    minimum: 1,
    offersMinimum: true,
    releases: '3.7-3.10',
    when: (facts) => isTraining(facts.config) && isNotGiven(facts, 'train_iters'),
  },
  { flags: ['max_epochs'], minimum: 1, offersMinimum: true, releases: '3.11-3.12', when: isTrainingRun },
  { flags: ['num_train_epochs'], minimum: 1, offersMinimum: true, releases: '4.0+', when: isTrainingRun },
];

export const rangePositive: Rule = {
  id: 'range.positive',
  title: 'Size that is zero or negative',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Sizes serve as divisors and counts. Some are checked explicitly; others cause a division by zero after the data was prepared.',
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
