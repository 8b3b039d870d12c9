import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import type { Rule } from '../../lint/rule';
import { reportTooSmall } from '../range/common';

const STAGE_FLAGS = ['decoder_first_pipeline_num_layers', 'decoder_last_pipeline_num_layers'];

/** Whether stage sizes are checked; before 3.11 they are checked even without a pipeline. */
const areStagesChecked = (facts: Facts): boolean =>
  isInRange(facts.release.version, '3.7-3.10') || (facts.layout.pipelineParallel ?? 1) > 1;

export const ppStagePositive: Rule = {
  id: 'par.pp-stage-positive',
  title: 'Pipeline stage without layers',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'The first and the last stage contain at least one layer besides embedding and loss. Omit the flag to divide layers evenly.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:932',
  supersedes: ['par.pp-middle', 'par.vpp-layers', 'par.pp-both-sum'],
  bad: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 0', env: { NPROC_PER_NODE: '2' } },
  ],
  good: [
    { flags: '--pipeline_model_parallel_size 2 --decoder_last_pipeline_num_layers 4', env: { NPROC_PER_NODE: '2' } },
  ],
  check: (facts) => reportTooSmall(facts, { flags: STAGE_FLAGS, minimum: 1, releases: '3.7+', when: areStagesChecked }),
};
