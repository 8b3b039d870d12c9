import type { ParallelSizes, Recompute, RunShape, StageSplit } from '../runShape';

/** One way to divide a run among its GPUs. */
export interface Candidate {
  parallel: ParallelSizes;
  split: StageSplit;
  microBatch: number;
  recompute: Recompute;
}

/** The circumstances of a search that the shape of a run does not say. */
export interface SearchLimits {
  gpusPerNode: number;
  /** GiB of a GPU that a run may use. */
  maxGib: number;
  /** The release can keep all activations; before that, it always computes attention again. */
  canKeepAll: boolean;
  /** The release has a flag for virtual stages. */
  canInterleave: boolean;
}

/** Returns the run with another layout. */
export const applyCandidate = (base: RunShape, { parallel, split, microBatch, recompute }: Candidate): RunShape => ({
  ...base,
  parallel,
  split,
  recompute,
  batch: { ...base.batch, microBatch },
});

/** GPUs that hold different parts of the batch. */
export const dataParallelOf = ({ worldSize, tensor, pipeline, context }: ParallelSizes): number =>
  worldSize / (tensor * pipeline * context);

/** Micro-batches of one step on each data-parallel rank. */
export const microBatchesOf = (globalBatch: number, { parallel, microBatch }: Candidate): number =>
  globalBatch / (dataParallelOf(parallel) * microBatch);
