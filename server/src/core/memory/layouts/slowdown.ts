import { countEmbedding, countLayerParameters } from '../parameters';
import type { RunShape } from '../runShape';
import { type Candidate, dataParallelOf, microBatchesOf, type SearchLimits } from './candidate';
import type { Work } from './work';

/**
 * Reasons for which a layout is slower than its GPUs, each relative to the operations that the training needs anyway.
 * They order layouts. Only `recompute` and `idle` follow from the layout alone; the others compare traffic and small
 * kernels with operations by the weights below, and are never shown as numbers.
 */
export interface Slowdown {
  /** Layers that are computed again. */
  recompute: number;
  /** GPUs of a pipeline that wait for the first and the last micro-batch of a step. */
  idle: number;
  /** Stages that wait for the one with the most work. */
  imbalance: number;
  tensorTraffic: number;
  contextTraffic: number;
  expertTraffic: number;
  pipelineTraffic: number;
  gradientTraffic: number;
  /** Kernels too small to occupy a GPU. */
  smallKernels: number;
}

/** Operations in the time in which a GPU sends one byte to another one of its node, and to another node. */
const OPERATIONS_PER_BYTE = { node: 1300, network: 10_000 };
/** Operations in the time in which the kernels of a layer start, and those of one expert. */
const START_OPERATIONS = { layer: 6e10, expert: 2e9 };
/** Bytes of a trained parameter that data-parallel ranks exchange in a step: its gradient and its new weight. */
const STEP_BYTES = 6;

const speedOf = (groupSize: number, { gpusPerNode }: SearchLimits): number =>
  groupSize > gpusPerNode ? OPERATIONS_PER_BYTE.network : OPERATIONS_PER_BYTE.node;

/** The part of a slowdown that the parallel sizes decide. */
export type SizeSlowdown = Omit<Slowdown, 'recompute' | 'idle' | 'smallKernels'>;

export const slowdownOfSizes = (
  base: RunShape,
  work: Work,
  sizes: Pick<Candidate, 'parallel' | 'split'>,
  limits: SearchLimits,
): SizeSlowdown => ({
  imbalance: computeImbalance(base, work, sizes),
  ...computeTraffic(base, work, sizes, limits),
  gradientTraffic: computeGradientTraffic(base, work, sizes, limits),
});

/** Adds the part that the micro-batch and the recomputation decide. */
export const slowdownOf = (base: RunShape, work: Work, candidate: Candidate, ofSizes: SizeSlowdown): Slowdown => ({
  recompute: computeRecompute(base, work, candidate),
  idle: computeIdle(base, candidate),
  ...ofSizes,
  smallKernels: computeSmallKernels(base, work, candidate),
});

/** Returns the sum of a slowdown without creating it, since a search needs it for thousands of candidates. */
export const costOf = (base: RunShape, work: Work, candidate: Candidate, costOfSizes: number): number =>
  costOfSizes +
  computeRecompute(base, work, candidate) +
  computeIdle(base, candidate) +
  computeSmallKernels(base, work, candidate);

export const sumSlowdown = (slowdown: Partial<Slowdown>): number =>
  Object.values(slowdown).reduce((sum, each) => sum + each, 0);

const computeIdle = ({ batch }: RunShape, candidate: Candidate): number =>
  (candidate.parallel.pipeline - 1) / (candidate.parallel.virtual * microBatchesOf(batch.globalBatch, candidate));

const computeRecompute = (base: RunShape, work: Work, candidate: Candidate): number =>
  countAgain(base, work, candidate) / (work.passes * work.total);

/** The last stage also computes the logits, so that it should hold fewer layers. */
function computeImbalance(
  { model }: RunShape,
  work: Work,
  { parallel, split }: Pick<Candidate, 'parallel' | 'split'>,
): number {
  const { pipeline } = parallel;
  if (pipeline === 1) return 0;
  const last = split.last ?? model.layers / pipeline;
  const others = (model.layers - last) / (pipeline - 1);
  const most = Math.max(others * work.layer, last * work.layer + work.logits);
  return (most * pipeline) / work.total - 1;
}

/** Counts the operations that the backward pass computes again. */
function countAgain({ model }: RunShape, work: Work, { parallel, recompute }: Candidate): number {
  const { granularity, isBlock, layers, attention, mlp, experts } = recompute;
  if (granularity === 'none') return 0;
  if (granularity === 'selective')
    return (attention ? work.attention : 0) + (mlp ? work.mlp : 0) + (experts ? work.experts : 0);
  const layerWork = work.layer * model.layers;
  return isBlock ? layerWork * Math.min(1, (layers * parallel.pipeline * parallel.virtual) / model.layers) : layerWork;
}

type Traffic = Pick<Slowdown, 'tensorTraffic' | 'contextTraffic' | 'expertTraffic' | 'pipelineTraffic'>;

/** Compares what a token sends in its forward and backward pass with its operations. */
function computeTraffic(
  { model }: RunShape,
  { passes, total, expertLayers }: Work,
  { parallel }: Pick<Candidate, 'parallel'>,
  limits: SearchLimits,
): Traffic {
  const { worldSize, tensor, pipeline, virtual, context, expert, expertTensor } = parallel;
  const operations = passes * total;
  const row = 2 * model.hidden;
  // Rows are exchanged before and after attention, and before and after a dense MLP, in each pass.
  const tensorBytes = 2 * (tensor - 1) * row * (4 * model.layers - 2 * expertLayers);
  const keys = (model.latent ? model.heads : model.keyValueHeads) * model.headSize;
  const contextBytes = 2 * (context - 1) * 4 * keys * model.layers;
  const copies = model.experts?.perToken ?? 0;
  const expertBytes = 2 * 2 * copies * row * ((expert - 1) / expert) * expertLayers;
  const pipelineBytes = pipeline > 1 ? 2 * row * virtual * pipeline : 0;
  return {
    tensorTraffic: (speedOf(tensor, limits) * tensorBytes) / operations,
    contextTraffic: (speedOf(tensor * context, limits) * contextBytes) / operations,
    expertTraffic: (speedOf(expert * expertTensor, limits) * expertBytes) / operations,
    pipelineTraffic: (speedOf(worldSize, limits) * pipelineBytes) / operations,
  };
}

function computeGradientTraffic(
  { model, batch, training }: RunShape,
  { passes, total }: Work,
  { parallel }: Pick<Candidate, 'parallel'>,
  limits: SearchLimits,
): number {
  const ranks = dataParallelOf(parallel) * parallel.context;
  if (training.lora || ranks === 1) return 0;
  const { dense, expert } = countLayerParameters(model, model.layers - 1, parallel);
  const parameters = ((dense + expert) * model.layers) / parallel.pipeline + countEmbedding(model, parallel);
  const tokens = (batch.globalBatch * batch.sequence * batch.sequencesPerSample) / ranks;
  const operations = (passes * total * tokens) / (parallel.tensor * parallel.pipeline);
  const bytes = STEP_BYTES * parameters * training.trainedShare * ((ranks - 1) / ranks);
  return (speedOf(parallel.worldSize / parallel.pipeline, limits) * bytes) / operations;
}

/** Every rank of a context-parallel group adds a step to the attention of a layer, and every expert a multiplication. */
function computeSmallKernels({ batch, model }: RunShape, work: Work, { parallel, microBatch }: Candidate): number {
  const tokens = (microBatch * batch.sequence * batch.sequencesPerSample) / parallel.context;
  const operations = (tokens * work.layer) / parallel.tensor;
  const experts = (model.experts?.count ?? 0) / parallel.expert;
  const starts = START_OPERATIONS.layer * (0.5 + 0.5 * parallel.context) + START_OPERATIONS.expert * experts;
  return starts / operations;
}
