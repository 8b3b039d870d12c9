import type { StageMemory } from './memoryEstimate';
import type { RunShape } from './runShape';

/** Pipelines and adapters leave more between the allocator's blocks, by a number that differs from run to run. */
const PIPELINE_GIB = 3;
const ADAPTER_GIB = 2.5;

/**
 * Returns the range of the memory that nvidia-smi will show, by how far similar runs were off. If the length of the data is
 * unknown, it begins with what a run needs besides its data.
 */
export function rangeOf(shape: RunShape, { used, parts }: StageMemory): { low: number; high: number } {
  const { below, above, gibAbove, isUpperBound, isLowerBound } = shape.doubt;
  const state = parts.weights + parts.gradients + parts.optimizer + parts.reference;
  const ofData = isUpperBound ? parts.activations + parts.logits + parts.recompute : 0;
  const spread = shape.parallel.pipeline > 1 ? PIPELINE_GIB : 0;
  const adapters = shape.training.lora ? ADAPTER_GIB : 0;
  const sure = used - ofData;
  // Images, which are not counted, only add to the rest.
  const low = Math.max(isLowerBound ? sure : sure * (1 - below) - spread, state);
  return { low, high: used * (1 + above) + spread + adapters + gibAbove };
}
