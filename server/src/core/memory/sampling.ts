import type { SamplingMemory, StageMemory } from './memoryEstimate';
import type { RunShape } from './runShape';

/** Computes what stays of the training while vLLM samples on the same GPUs. */
export function computeSampling({ sampling }: RunShape, stages: readonly StageMemory[]): SamplingMemory | undefined {
  if (!sampling) return undefined;
  const { share, sleeps, offloadsModel, offloadsOptimizer } = sampling;
  const stateOf = ({ parts }: StageMemory): number =>
    (offloadsModel ? 0 : parts.weights + parts.reference + parts.gradients) + (offloadsOptimizer ? 0 : parts.optimizer);
  return { share, sleeps, state: Math.max(...stages.map(stateOf)) };
}
