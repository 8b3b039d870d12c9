import type { ModelNumbers } from '../modelNumbers';
import type { ParallelSizes, RunShape, StageSplit } from '../runShape';
import type { SearchLimits } from './candidate';

/** Sizes of parallel groups with a division of the layers. */
export interface SizedSplit {
  parallel: ParallelSizes;
  split: StageSplit;
}

/** Limits of the sizes that are tried. */
const MAX_TENSOR = 8;
const MAX_PIPELINE = 64;
const MAX_CONTEXT = 64;
const MAX_EXPERT = 256;
const MAX_VIRTUAL = 8;
/** Tokens of a sequence from which context parallelism leaves each GPU enough to compute. */
const MIN_SLICE = 4096;
/** Limit of all combinations of sizes. Those with fewer stages come first. */
const MAX_SIZES = 4000;

/**
 * Lists the sizes that divide the GPUs, the heads, the layers, the experts and the sequence. Tensor parallelism stays
 * within a node.
 */
export function listSizes(base: RunShape, limits: SearchLimits): SizedSplit[] {
  const { model, batch } = base;
  const { worldSize, expertTensor } = base.parallel;
  const tensors = divisorsOf(Math.min(limits.gpusPerNode, worldSize), MAX_TENSOR).filter((size) =>
    fitsTensor(model, size),
  );
  const contexts = divisorsOf(worldSize, MAX_CONTEXT).filter(
    (size) => size === 1 || (batch.sequence % (2 * size) === 0 && batch.sequence >= MIN_SLICE * size && !model.linear),
  );
  const pipelines = divisorsOf(worldSize, Math.min(MAX_PIPELINE, model.layers));
  const experts = model.experts ? divisorsOf(model.experts.count, MAX_EXPERT) : [1];
  const found: SizedSplit[] = [];
  for (const pipeline of pipelines)
    for (const tensor of tensors)
      for (const context of contexts) {
        const data = worldSize / (tensor * pipeline * context);
        if (!Number.isInteger(data) || batch.globalBatch % data !== 0) continue;
        for (const expert of experts) {
          if (!fitsExperts(base, { tensor, pipeline, expert })) continue;
          const parallel = {
            worldSize,
            tensor,
            pipeline,
            context,
            expert,
            expertTensor: model.experts ? expertTensor : 1,
          };
          for (const { virtual, split } of listSplits(base, pipeline, batch.globalBatch / data, limits))
            found.push({ parallel: { ...parallel, virtual, sequence: tensor > 1 }, split });
          if (found.length >= MAX_SIZES) return found;
        }
      }
  return found;
}

/** Tensor parallelism divides the heads, the key-value groups and the width of the MLP. */
function fitsTensor({ heads, keyValueHeads, mlp, linear, latent }: ModelNumbers, size: number): boolean {
  const counts = [heads, mlp, ...(latent ? [] : [keyValueHeads]), ...(linear ? [linear.valueHeads] : [])];
  return counts.every((count) => count % size === 0);
}

function fitsExperts(
  { model, parallel }: RunShape,
  sizes: { tensor: number; pipeline: number; expert: number },
): boolean {
  if (!model.experts) return true;
  const gpusOfStage = parallel.worldSize / sizes.pipeline;
  return gpusOfStage % (sizes.expert * parallel.expertTensor) === 0;
}

/** Lists ways to divide the layers among the stages: evenly, in virtual stages, or with a smaller last stage. */
function listSplits(
  { model, predictors, loss }: RunShape,
  pipeline: number,
  samplesPerRank: number,
  { canInterleave }: SearchLimits,
): { virtual: number; split: StageSplit }[] {
  const even = { countsEmbedding: false, countsLoss: false };
  if (pipeline === 1) return [{ virtual: 1, split: even }];
  const splits: { virtual: number; split: StageSplit }[] = [];
  if (model.layers % pipeline === 0) {
    const layers = model.layers / pipeline;
    const virtuals = canInterleave && predictors === 0 ? divisorsOf(layers, MAX_VIRTUAL) : [1];
    // The interleaved schedule works on groups of as many micro-batches as there are stages.
    for (const virtual of virtuals)
      if (virtual === 1 || samplesPerRank % pipeline === 0) splits.push({ virtual, split: even });
  }
  // The last stage also computes the logits, so it may hold fewer layers than the others.
  const last = lastStageLayers(model.layers, pipeline, loss.hasLogits);
  for (const size of last) splits.push({ virtual: 1, split: { ...even, last: size } });
  return splits;
}

/** Sizes of a last stage for which all other stages are equal: the largest ones below an equal share. */
function lastStageLayers(layers: number, pipeline: number, hasLogits: boolean): number[] {
  const others = pipeline - 1;
  const share = Math.floor(layers / pipeline);
  const sizes: number[] = [];
  for (let size = hasLogits ? share : Math.ceil(layers / pipeline); size >= 1 && sizes.length < 2; size -= 1)
    if ((layers - size) % others === 0 && size * pipeline !== layers) sizes.push(size);
  return sizes;
}

/** Lists the divisors of a number up to a limit, in ascending order. */
export const divisorsOf = (count: number, max: number): number[] =>
  Array.from({ length: Math.min(count, max) }, (_, index) => index + 1).filter((size) => count % size === 0);
