import { countTokens, type TokenCounts } from './activations';
import { computeFrozenInputs } from './frozenInputs';
import { countInFlight } from './inFlight';
import { createLayerCosts, type LayerCosts } from './layerCosts';
import { computeLogits } from './logits';
import type { MemoryEstimate, MemoryParts, StageMemory } from './memoryEstimate';
import type { ModelNumbers } from './modelNumbers';
import { rangeOf } from './range';
import { keepActivations } from './recompute';
import { computeFragmentation, computeOutside, computeWorkspace, GIB } from './reserved';
import type { RunShape, TrainingShape } from './runShape';
import { computeSampling } from './sampling';
import { contentOfStages, type StageContent } from './stages';
import { computeState, countTables } from './state';

/** Estimates the memory of a run; undefined if its layers cannot be divided among the stages. */
export function estimateShape(shape: RunShape): MemoryEstimate | undefined {
  const contents = contentOfStages(shape);
  if (!contents) return undefined;
  const counts = countTokens(shape);
  const costsOf = createLayerCosts(shape, counts);
  const teacher = shape.teacher && weighTeacher(shape, shape.teacher);
  if (shape.teacher && !teacher) return undefined;
  const stages = contents.map((content, index) =>
    estimateStage(shape, content, counts, costsOf, teacher?.[index] ?? 0),
  );
  const fullest = stages.reduce((most, { used }, index) => (used > (stages[most]?.used ?? 0) ? index : most), 0);
  const { isUpperBound, isLowerBound } = shape.doubt;
  const bound = isUpperBound === isLowerBound ? 'about' : isUpperBound ? 'at most' : 'at least';
  const sampling = computeSampling(shape, stages);
  return { stages, fullest, ...rangeOf(shape, stages[fullest] as StageMemory), isUpperBound, bound, sampling };
}

/** Computes the bytes of a teacher's weights on each stage. */
function weighTeacher(shape: RunShape, model: ModelNumbers): number[] | undefined {
  const teacher = { ...shape, model, teacher: undefined, training: FROZEN };
  return contentOfStages(teacher)?.map(
    (content) => computeState(teacher, content, createLayerCosts(teacher, countTokens(teacher))).weights,
  );
}

/** Nothing is trained. */
const FROZEN: TrainingShape = { trainedShare: 0, trainsTowers: false, hasReference: false };

function estimateStage(
  shape: RunShape,
  content: StageContent,
  counts: TokenCounts,
  costsOf: (layer: number) => LayerCosts,
  teacher: number,
): StageMemory {
  const { model, parallel } = shape;
  const state = computeState(shape, content, costsOf);
  const { kept, again } = keepActivations(shape, content.chunks, costsOf);
  const unneeded = computeFrozenInputs(shape, content, costsOf);
  const inFlight = countInFlight(parallel, content.index, countMicroBatches(shape));
  const head = content.isLast ? computeHead(shape, content.predictors, counts, costsOf) : 0;
  const logits = content.isLast ? computeLogits(shape, content.predictors, counts, countMicroBatches(shape)) : 0;
  const bytes = {
    ...state,
    reference: state.reference + teacher,
    activations: (kept - unneeded + counts.tokens * (4 * model.headSize + 40)) * inFlight + head,
    logits,
    recompute: Math.max(again - logits, 0),
    buffers: computeStageBuffers(shape, content, counts) + computeWorkspace(shape),
  };
  const allocated = Object.values(bytes).reduce((sum, each) => sum + each, 0);
  const temporary = bytes.activations + bytes.logits + bytes.recompute;
  const reserved = allocated + computeFragmentation(shape, temporary, countTables(shape, content) > 0);
  const used = reserved + computeOutside(shape) + shape.imbalance * allocated;
  return {
    parts: mapParts(bytes, (each) => each / GIB),
    allocated: allocated / GIB,
    reserved: reserved / GIB,
    used: used / GIB,
  };
}

const mapParts = (parts: MemoryParts, change: (bytes: number) => number): MemoryParts =>
  Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, change(bytes)])) as unknown as MemoryParts;

/** The rows that a stage receives and sends, and those that the metrics of the loss hold on the last stage. */
function computeStageBuffers(shape: RunShape, { isLast }: StageContent, { ownTokens }: TokenCounts): number {
  const { model, parallel, loss } = shape;
  if (parallel.pipeline === 1) return 0;
  const row = 2 * model.hidden * ownTokens;
  return isLast && loss.holdsReceived ? row + 4 * row * (countMicroBatches(shape) - 1) : 2 * row;
}

/** Counts the micro-batches of one step on each data-parallel rank. */
function countMicroBatches({ batch, parallel }: RunShape): number {
  const { worldSize, tensor, pipeline, context } = parallel;
  const data = Math.max(Math.floor(worldSize / (tensor * pipeline * context)), 1);
  return Math.max(Math.floor(batch.globalBatch / (batch.microBatch * data)), 1);
}

/** The activations after the last layer: the final norm, and the layers for multi-token prediction. */
function computeHead(
  { model, recompute }: RunShape,
  predictors: number,
  { ownTokens }: TokenCounts,
  costsOf: (layer: number) => LayerCosts,
): number {
  const row = model.hidden * ownTokens;
  if (predictors === 0) return 4 * row;
  const { input, attention, mlp } = costsOf(model.layers - 1).activations;
  const layer = recompute.granularity === 'full' ? input : input + attention + mlp;
  return 4 * row + predictors * (12 * row + layer);
}
