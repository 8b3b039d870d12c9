import type { Facts } from '../../facts/facts';
import { flagValue } from '../../facts/values';
import type { Example } from '../../lint/rule';

/** Flags of a GRPO run without mistakes, for examples. */
export const GRPO_FLAGS = '--rlhf_type grpo --vllm_mode colocate --reward_funcs accuracy --num_generations 2';

/** Creates an example of a GRPO run on 8 GPUs. */
export const createGrpoExample = (more: string, release = '4.2.3', flags = GRPO_FLAGS): Example => ({
  flags: `${flags} ${more}`.trimEnd(),
  command: 'rlhf',
  release,
  env: { NPROC_PER_NODE: '8' },
});

export const isGrpo = (facts: Facts): boolean => flagValue(facts, 'rlhf_type') === 'grpo';
