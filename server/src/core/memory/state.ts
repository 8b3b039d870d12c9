import type { LayerCosts } from './layerCosts';
import { groupLayers } from './layerGroups';
import { countEmbedding, countPredictor, type ParameterCount } from './parameters';
import type { LoraShape, RunShape } from './runShape';
import type { StageContent } from './stages';

/** Bytes of the weights and of everything that training keeps for each of them, on one GPU. */
export interface StateBytes {
  weights: number;
  gradients: number;
  optimizer: number;
  reference: number;
}

/** The data-parallel ranks that share the optimizer's state of the dense parameters and of the experts. */
export interface Shards {
  dense: number;
  expert: number;
}

export const countShards = ({ parallel, precision }: RunShape): Shards => {
  const { worldSize, tensor, pipeline, expert, expertTensor } = parallel;
  if (!precision.isSharded) return { dense: 1, expert: 1 };
  const dense = Math.max(Math.floor(worldSize / (tensor * pipeline)), 1);
  // Without expert parallelism the optimizer counts experts among the dense parameters.
  const ranksOfExperts = Math.max(Math.floor(worldSize / (pipeline * expert * expertTensor)), 1);
  return { dense, expert: expert > 1 ? ranksOfExperts : dense };
};

/** Bytes of a frozen parameter of a vision or audio tower, and of the towers of a reference model. */
const TOWER_BYTES = 2;

/** Computes the state of one stage. */
export function computeState(
  shape: RunShape,
  content: StageContent,
  costsOf: (layer: number) => LayerCosts,
): StateBytes {
  const { model, precision, training } = shape;
  const all = countStageParameters(shape, content, costsOf);
  const total = all.dense + all.expert;
  const tables = countTables(shape, content) * countEmbedding(model, shape.parallel);
  const towers = content.isFirst ? model.towers : 0;
  const trained = countTrained(shape, content, all, costsOf);
  const trainedTowers = training.trainsTowers ? towers : 0;
  const added = training.lora ? trained.dense + trained.expert : 0;
  const copies = precision.copiesWeights ? 2 * (total - tables) : 0;
  const shards = countShards(shape);
  const share = (trained.dense + trainedTowers) / shards.dense + trained.expert / shards.expert;
  return {
    weights: (total + added) * precision.weight + towers * TOWER_BYTES + copies,
    gradients: (trained.dense + trained.expert + trainedTowers) * precision.gradient,
    optimizer: keepOnDevice(shape, content, share, shards.dense) * precision.optimizer,
    reference: training.hasReference ? total * precision.weight + towers * TOWER_BYTES : 0,
  };
}

/** Counts the parameters whose optimizer state stays on the GPU: whole matrices move until the fraction is reached. */
function keepOnDevice(shape: RunShape, content: StageContent, share: number, shards: number): number {
  const { model, parallel, precision, training } = shape;
  if (precision.offloaded === 0) return share;
  // The last matrix that moves exceeds the fraction, on average by half of the MLP's first one.
  const excess = training.lora ? 0 : (model.hidden * model.mlp) / parallel.tensor / shards;
  const table = !training.lora && countTables(shape, content) > 0 ? countEmbedding(model, parallel) : 0;
  return Math.max(share - Math.max(share * precision.offloaded + excess, table), 0);
}

/** The embedding and the output layer on a stage, of which each counts once. */
export function countTables({ model, parallel, loss }: RunShape, content: StageContent): number {
  const hasOutput = content.isLast && loss.hasOutputLayer && (!model.isTied || parallel.pipeline > 1);
  return (content.isFirst ? 1 : 0) + (hasOutput ? 1 : 0);
}

/** Counts the weights of one stage, without towers. */
function countStageParameters(
  shape: RunShape,
  content: StageContent,
  costsOf: (layer: number) => LayerCosts,
): ParameterCount {
  const { model, parallel } = shape;
  const isEmbeddingCopied = content.predictors > 0 && !content.isFirst;
  const tables = countTables(shape, content) + (isEmbeddingCopied ? 1 : 0);
  const predictor = content.predictors > 0 ? countPredictor(model, parallel) : { dense: 0, expert: 0 };
  const count = {
    dense:
      tables * countEmbedding(model, parallel) +
      (content.isLast ? model.hidden : 0) +
      content.predictors * predictor.dense,
    expert: content.predictors * predictor.expert,
  };
  addLayers(count, shape, content, (layer) => costsOf(layer).parameters);
  return count;
}

/** Counts the parameters that are trained: adapters, or the part of the weights that is not frozen. */
function countTrained(
  shape: RunShape,
  content: StageContent,
  all: ParameterCount,
  costsOf: (layer: number) => LayerCosts,
): ParameterCount {
  const { lora, trainedShare } = shape.training;
  if (!lora) return { dense: all.dense * trainedShare, expert: all.expert * trainedShare };
  const count = { dense: countSaved(shape, content, lora), expert: 0 };
  addLayers(count, shape, content, (layer) => costsOf(layer).adapters);
  return count;
}

/** Counts the parameters of the tables that are trained beside adapters. */
function countSaved({ model, parallel, loss }: RunShape, { isFirst, isLast }: StageContent, lora: LoraShape): number {
  const output = isLast && loss.hasOutputLayer && lora.trainsOutput ? 1 : 0;
  return ((isFirst && lora.trainsEmbedding ? 1 : 0) + output) * countEmbedding(model, parallel);
}

/** Adds the parameters of all layers of a stage. */
function addLayers(
  sum: ParameterCount,
  { model }: RunShape,
  { chunks }: StageContent,
  countOf: (layer: number) => ParameterCount,
): void {
  for (const chunk of chunks)
    for (const { layer, count } of groupLayers(model, chunk)) {
      const { dense, expert } = countOf(layer);
      sum.dense += count * dense;
      sum.expert += count * expert;
    }
}
