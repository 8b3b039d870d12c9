import type { Facts } from '../facts/facts';
import { flagValue } from '../facts/values';
import type { SamplingShape } from './runShape';

/** Reads how vLLM shares the GPUs of a run that samples its own data; undefined if it does not run on them. */
export function readSampling(facts: Facts): SamplingShape | undefined {
  const type = flagValue(facts, 'rlhf_type');
  if ((type !== 'grpo' && type !== 'gkd') || flagValue(facts, 'use_vllm') === false) return undefined;
  const mode = flagValue(facts, 'vllm_mode');
  if (mode === 'server' || (type === 'gkd' && mode !== 'colocate')) return undefined;
  const share = flagValue(facts, 'vllm_gpu_memory_utilization');
  if (typeof share !== 'number') return undefined;
  return {
    share,
    sleeps: ['1', '2'].includes(String(flagValue(facts, 'sleep_level'))),
    offloadsModel: flagValue(facts, 'offload_model') === true,
    offloadsOptimizer: flagValue(facts, 'offload_optimizer') === true,
  };
}
