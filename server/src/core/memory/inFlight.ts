import type { ParallelSizes } from './runShape';

/**
 * Counts the micro-batches whose activations a stage keeps at once. The schedule fills the pipeline before its first
 * backward pass, so that the first stage keeps the most.
 */
export function countInFlight({ pipeline, virtual }: ParallelSizes, stage: number, microBatches: number): number {
  if (pipeline === 1) return 1;
  if (virtual === 1) return Math.min(microBatches, pipeline - stage);
  const chunks = (pipeline - stage - 1) * 2 + (virtual - 1) * pipeline + 1;
  return Math.min(microBatches * virtual, chunks) / virtual;
}
