import { countEmbedding } from './parameters';
import type { ParallelSizes, RunShape } from './runShape';

/** Measured on H200 GPUs; see docs/memory.md. */

export const GIB = 2 ** 30;

/** Bytes that matrix multiplications work in, and grouped ones of experts in addition. */
const WORKSPACE = 0.1 * GIB;
const EXPERT_WORKSPACE = 0.2 * GIB;

export const computeWorkspace = ({ model }: RunShape): number => WORKSPACE + (model.experts ? EXPERT_WORKSPACE : 0);

/** Computes the bytes that PyTorch's allocator takes and does not use. */
export function computeFragmentation(shape: RunShape, temporary: number, hasTable: boolean): number {
  const { model, parallel, precision, training } = shape;
  const pipeline = parallel.pipeline > 1 ? GIB : 0;
  const lora = training.lora ? 0.6 * GIB : 0;
  // The optimizer's steps on the host go through a copy of the largest parameter in full precision.
  const largest = Math.max(
    hasTable ? countEmbedding(model, parallel) : 0,
    (2 * model.hidden * model.mlp) / parallel.tensor,
  );
  return 0.08 * GIB + 0.015 * temporary + pipeline + lora + (precision.offloaded > 0 ? 4 * largest : 0);
}

/** Computes the bytes outside PyTorch: the context of CUDA, the code of kernels and the buffers of NCCL. */
export function computeOutside({ worldSize, tensor, pipeline, context, expert }: ParallelSizes): number {
  const groups = [tensor, pipeline, context, expert, worldSize].filter((size) => size > 1).length;
  return (2.8 + 0.45 * Math.min(groups, 4)) * GIB;
}
