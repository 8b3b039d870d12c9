import type { Recipe } from '../../catalog/recipes';
import { divideEvenly } from '../../facts/parallelLayout';
import type { ModelNumbers } from './modelNumbers';

/** The GPUs of a run. */
export interface Gpus {
  nodes: number;
  gpusPerNode: number;
}

/** The parallel sizes of a new config. */
export interface ChosenLayout {
  tensor: number;
  pipeline: number;
  context: number;
  expert: number;
  dataParallel: number;
  /** The weights, gradients and optimizer nearly fill the GPUs. */
  isTight: boolean;
}

/** Bytes of a GPU that weights, gradients and optimizer may take; activations need the rest of 80 GB. */
const MAX_STATE_BYTES = 48e9;

/** Tokens of a sequence that one GPU processes without context parallelism. */
const MAX_TOKENS_PER_GPU = 16384;

/** Tensor parallelism beyond this is slower than pipeline parallelism, also inside a node. */
const MAX_TENSOR = 8;
const MAX_PIPELINE = 64;

/**
 * Chooses the smallest layout whose state fits into the GPUs: tensor parallelism divides the heads and the vocabulary and stays inside a
 * node, pipeline parallelism divides the layers, expert parallelism divides the experts, and all divide the GPUs. If no
 * layout fits, the one that needs the least memory is chosen.
 */
export function chooseLayout(numbers: ModelNumbers, recipe: Recipe, gpus: Gpus): ChosenLayout {
  const layouts = listLayouts(numbers, recipe, gpus).map((layout) => {
    const bytes = estimateStateBytes(numbers, recipe, layout);
    return { ...layout, bytes, isTight: recipe.trains === 'all' && bytes > MAX_STATE_BYTES };
  });
  const fitting = layouts.filter(({ bytes }) => bytes <= MAX_STATE_BYTES);
  const [best] =
    fitting.length > 0
      ? fitting.sort((a, b) => costOf(a) - costOf(b))
      : layouts.sort((a, b) => a.bytes - b.bytes || costOf(a) - costOf(b));
  const { bytes: _, ...chosen } = best ?? { bytes: 0, ...SINGLE, dataParallel: gpus.nodes * gpus.gpusPerNode };
  return chosen;
}

const SINGLE = { tensor: 1, pipeline: 1, context: 1, expert: 1, isTight: false };

type Sizes = Omit<ChosenLayout, 'isTight'>;

/** Communication grows with each kind of parallelism; pipelines also idle, and experts move the least. */
const costOf = ({ tensor, pipeline, context, expert }: Sizes): number =>
  2 * Math.log2(tensor) + 2.5 * Math.log2(pipeline) + 2 * Math.log2(context) + Math.log2(expert);

function listLayouts(numbers: ModelNumbers, recipe: Recipe, { nodes, gpusPerNode }: Gpus): Sizes[] {
  const world = nodes * gpusPerNode;
  const divides = (size: number, count: number | undefined): boolean => count === undefined || count % size === 0;
  const minimum = Math.ceil(recipe.tokens / MAX_TOKENS_PER_GPU);
  const tensors = divisorsOf(gpusPerNode, MAX_TENSOR).filter((size) =>
    [numbers.heads, numbers.groups, numbers.vocabulary].every((count) => divides(size, count)),
  );
  const pipelines = divisorsOf(world, MAX_PIPELINE).filter(
    (size) => size === 1 || (numbers.layers !== undefined && divides(size, numbers.layers)),
  );
  const experts =
    numbers.experts === undefined
      ? [1]
      : divisorsOf(world, numbers.experts).filter((size) => divides(size, numbers.experts));
  const contexts = divisorsOf(world, recipe.tokens).filter((size) => divides(2 * size, recipe.tokens));
  const context = contexts.find((size) => size >= minimum) ?? 1;
  return tensors.flatMap((tensor) =>
    pipelines.flatMap((pipeline) => {
      const dataParallel = divideEvenly(world, tensor * pipeline * context);
      if (dataParallel === undefined) return [];
      return experts
        .filter((expert) => divideEvenly(world, expert * pipeline) !== undefined)
        .map((expert) => ({ tensor, pipeline, context, expert, dataParallel }));
    }),
  );
}

/**
 * Estimates the bytes of weights, gradients and optimizer on one GPU: 2 for a weight; for one that is trained also 4 for
 * its gradient and 12 for Adam, which the ranks with the same weight share.
 */
function estimateStateBytes(
  { denseParameters, expertParameters }: ModelNumbers,
  { trains }: Recipe,
  { tensor, pipeline, context, expert, dataParallel }: Sizes,
): number {
  const world = tensor * pipeline * context * dataParallel;
  const bytesOf = (ranks: number): number => (trains === 'all' ? 6 + 12 / ranks : 2);
  const dense = (denseParameters / (tensor * pipeline)) * bytesOf(dataParallel * context);
  return dense + (expertParameters / (expert * pipeline)) * bytesOf(world / (expert * pipeline));
}

/** Lists the divisors of a number up to a limit, in ascending order. */
const divisorsOf = (count: number, max: number): number[] =>
  Array.from({ length: Math.min(count, max) }, (_, index) => index + 1).filter((size) => count % size === 0);
