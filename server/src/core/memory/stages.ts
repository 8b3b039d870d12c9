import { countLetter } from '../facts/pipelineLayout';
import type { ParallelSizes, RunShape, StageSplit } from './runShape';

/** Layers by index, from the first on. */
export interface LayerRange {
  first: number;
  count: number;
}

/** The share of the model on the GPUs of one pipeline stage. */
export interface StageContent {
  index: number;
  /** The layers of each virtual stage. */
  chunks: readonly LayerRange[];
  isFirst: boolean;
  isLast: boolean;
  /** Layers for multi-token prediction. */
  predictors: number;
}

/** Stages without layers: those of the embedding and of the loss. */
const MAX_EMPTY_STAGES = 2;

/** Distributes the layers, the embedding and the loss over the pipeline stages; undefined if they cannot be divided. */
export function contentOfStages({ model, parallel, split, predictors }: RunShape): StageContent[] | undefined {
  if (parallel.pipeline * parallel.virtual > model.layers + MAX_EMPTY_STAGES) return undefined;
  if (split.stages) return contentOfLayout(split.stages, parallel.pipeline);
  const sizes = sizesOfStages(model.layers, parallel, split);
  if (!sizes) return undefined;
  const chunksByStage = divideIntoChunks(sizes, parallel.virtual);
  return chunksByStage.map((chunks, index) => ({
    index,
    chunks,
    isFirst: index === 0,
    isLast: index === parallel.pipeline - 1,
    predictors: index === parallel.pipeline - 1 ? predictors : 0,
  }));
}

/** Returns the number of layers of each stage. */
function sizesOfStages(layers: number, { pipeline }: ParallelSizes, split: StageSplit): number[] | undefined {
  const { first, last } = split;
  const middleStages = pipeline - (first === undefined ? 0 : 1) - (last === undefined ? 0 : 1);
  const countsEmbedding = split.countsEmbedding ? 1 : 0;
  const countsLoss = split.countsLoss ? 1 : 0;
  const rest = layers - (first ?? 0) - (last ?? 0) + countsEmbedding + countsLoss;
  const each = middleStages > 0 ? rest / middleStages : 0;
  if (!Number.isInteger(each) || each < 0 || (middleStages <= 0 && rest !== 0)) return undefined;
  const sizes = Array.from({ length: pipeline }, () => each);
  if (first !== undefined) sizes[0] = first;
  if (last !== undefined) sizes[pipeline - 1] = last;
  sizes[0] = (sizes[0] ?? 0) - countsEmbedding;
  sizes[pipeline - 1] = (sizes[pipeline - 1] ?? 0) - countsLoss;
  return sizes.every((size) => size >= 0) ? sizes : undefined;
}

/** Gives each stage its virtual stages: the first ones of all stages come before the second ones. */
function divideIntoChunks(sizes: readonly number[], virtual: number): LayerRange[][] {
  const chunksByStage: LayerRange[][] = sizes.map(() => []);
  let next = 0;
  for (let chunk = 0; chunk < virtual; chunk += 1)
    for (const [stage, size] of sizes.entries()) {
      const count = Math.floor((size * (chunk + 1)) / virtual) - Math.floor((size * chunk) / virtual);
      chunksByStage[stage]?.push({ first: next, count });
      next += count;
    }
  return chunksByStage;
}

/** Reads the stages that `pipeline_model_parallel_layout` states. */
function contentOfLayout(stages: readonly string[], pipeline: number): StageContent[] {
  let next = 0;
  const chunks = stages.map((stage) => {
    const count = countLetter([stage], 't');
    next += count;
    return { first: next - count, count };
  });
  return Array.from({ length: pipeline }, (_, index) => {
    const own = stages.filter((_stage, position) => position % pipeline === index);
    return {
      index,
      chunks: chunks.filter((_chunk, position) => position % pipeline === index),
      isFirst: countLetter(own, 'E') > 0,
      isLast: countLetter(own, 'L') > 0,
      predictors: countLetter(own, 'm'),
    };
  });
}
