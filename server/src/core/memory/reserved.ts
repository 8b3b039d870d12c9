import { countEmbedding } from './parameters';
import type { RunShape } from './runShape';

/** Measured on H200 GPUs; see docs/memory.md. */

export const GIB = 2 ** 30;

/** Bytes that matrix multiplications work in, and grouped ones of experts in addition. */
const WORKSPACE = 0.1 * GIB;
const EXPERT_WORKSPACE = 0.125 * GIB;

export const computeWorkspace = ({ model }: RunShape): number => WORKSPACE + (model.experts ? EXPERT_WORKSPACE : 0);

/** Computes the bytes that PyTorch's allocator takes and does not use. */
export function computeFragmentation(shape: RunShape, temporary: number, hasTable: boolean): number {
  const { model, parallel, precision, training } = shape;
  const pipeline = parallel.pipeline > 1 ? 0.4 * GIB : 0;
  const lora = training.lora ? 0.5 * GIB : 0;
  // The optimizer's steps on the host go through a copy of the largest parameter in full precision.
  const largest = Math.max(
    hasTable ? countEmbedding(model, parallel) : 0,
    (2 * model.hidden * model.mlp) / parallel.tensor,
  );
  return 0.08 * GIB + 0.015 * temporary + pipeline + lora + 4 * largest * precision.offloaded;
}

/** GiB outside PyTorch on one GPU: the context of CUDA and the code of kernels; and the code of grouped multiplications. */
const OUTSIDE = 2.8;
const EXPERT_CODE = 0.4;

/** GiB of the buffers of NCCL, for several GPUs and each kind of parallel group. */
const BUFFERS = { worldSize: 0.85, tensor: 0.1, context: 0.65, pipeline: 0.95, virtual: 0.8, expert: 1.35 } as const;

/** Computes the bytes outside PyTorch: the context of CUDA, the code of kernels and the buffers of NCCL. */
export function computeOutside({ parallel, model }: RunShape): number {
  const kinds = Object.keys(BUFFERS) as (keyof typeof BUFFERS)[];
  const buffers = kinds.reduce((sum, kind) => sum + (parallel[kind] > 1 ? BUFFERS[kind] : 0), 0);
  return (OUTSIDE + buffers + (model.experts ? EXPERT_CODE : 0)) * GIB;
}
