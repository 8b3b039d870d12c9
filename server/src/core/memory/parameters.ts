import type { ModelNumbers } from './modelNumbers';
import type { LoraShape, ParallelSizes } from './runShape';

/** Numbers of parameters on one GPU. The optimizer shards those of experts over fewer ranks. */
export interface ParameterCount {
  dense: number;
  expert: number;
}

export const hasExpertsAt = ({ experts }: ModelNumbers, layer: number): boolean =>
  experts !== undefined && !experts.denseLayers.has(layer);

export const isLinearAt = ({ linear }: ModelNumbers, layer: number): boolean => linear?.layers.has(layer) === true;

/** Counts the parameters of one layer on one GPU. */
export function countLayerParameters(model: ModelNumbers, layer: number, sizes: ParallelSizes): ParameterCount {
  const { hidden, experts } = model;
  const { tensor, expert, expertTensor } = sizes;
  const dense = 2 * hidden + countAttention(model, layer, tensor);
  if (!experts || !hasExpertsAt(model, layer)) return { dense: dense + (3 * hidden * model.mlp) / tensor, expert: 0 };
  const router = hidden * experts.count + (experts.hasSharedGate ? hidden : 0);
  return {
    dense: dense + router + (3 * hidden * experts.sharedWidth) / tensor,
    expert: (3 * hidden * experts.width * experts.count) / (expert * expertTensor),
  };
}

function countAttention(model: ModelNumbers, layer: number, tensor: number): number {
  const { hidden, latent, linear, heads, keyValueHeads, headSize } = model;
  if (linear && isLinearAt(model, layer)) {
    const { keys, values, valueHeads, convolution } = linear;
    const projections = hidden * (2 * keys + 2 * values + 2 * valueHeads) + values * hidden;
    return (projections + (2 * keys + values) * convolution) / tensor;
  }
  if (latent) {
    const { queryRank, keyValueRank, noPositionSize, ropeSize, valueSize } = latent;
    const queries = (heads * (noPositionSize + ropeSize)) / tensor;
    const query = queryRank > 0 ? hidden * queryRank + queryRank + queryRank * queries : hidden * queries;
    const down = hidden * (keyValueRank + ropeSize) + keyValueRank;
    return query + down + ((keyValueRank * (noPositionSize + valueSize) + valueSize * hidden) * heads) / tensor;
  }
  const [query, keys] = [heads * headSize, keyValueHeads * headSize];
  const mixed = (model.hasGatedAttention ? 2 : 1) * query + 2 * keys;
  const bias = model.hasAttentionBias ? (query + 2 * keys) / tensor : 0;
  return (hidden * (mixed + query)) / tensor + (model.hasQueryKeyNorm ? 2 * headSize : 0) + bias;
}

/** Counts the parameters of the embedding, or of the output layer, on one GPU. */
export const countEmbedding = ({ vocabulary, hidden }: ModelNumbers, { tensor }: ParallelSizes): number =>
  Math.ceil(vocabulary / tensor) * hidden;

/** Counts the parameters of one layer for multi-token prediction: a layer of the model, and two projections. */
export function countPredictor(model: ModelNumbers, sizes: ParallelSizes): ParameterCount {
  const { dense, expert } = countLayerParameters(model, model.layers - 1, sizes);
  return { dense: dense + (2 * model.hidden ** 2) / sizes.tensor + 3 * model.hidden, expert };
}

/** Counts the parameters of the adapters of one layer: each has the rank times the sizes of its input and output. */
export function countAdapters(
  model: ModelNumbers,
  layer: number,
  { rank, targets }: LoraShape,
  sizes: ParallelSizes,
): ParameterCount {
  const { hidden, experts } = model;
  const { tensor, expert, expertTensor } = sizes;
  const [intoAttention, outOfAttention] = attentionWidths(model, layer, tensor);
  const countMlp = (width: number): number =>
    (targets.mlpInput ? hidden + 2 * width : 0) + (targets.mlpOutput ? width + hidden : 0);
  const attention =
    (targets.attentionInput ? intoAttention : 0) + (targets.attentionOutput ? outOfAttention + hidden : 0);
  if (!experts || !hasExpertsAt(model, layer))
    return { dense: rank * (attention + countMlp(model.mlp / tensor)), expert: 0 };
  const shared = experts.sharedWidth > 0 ? countMlp(experts.sharedWidth / tensor) : 0;
  return {
    dense: rank * (attention + shared),
    expert: (rank * experts.count * countMlp(experts.width / expertTensor)) / expert,
  };
}

/** Inputs and outputs of the projections before attention, and the input of the one after it. */
function attentionWidths(model: ModelNumbers, layer: number, tensor: number): [number, number] {
  const { hidden, latent, linear, heads, keyValueHeads, headSize } = model;
  if (linear && isLinearAt(model, layer)) {
    const { keys, values, valueHeads } = linear;
    return [hidden + (2 * keys + 2 * values + 2 * valueHeads) / tensor, values / tensor];
  }
  if (latent) {
    const { queryRank, keyValueRank, noPositionSize, ropeSize, valueSize } = latent;
    const queries = (heads * (noPositionSize + ropeSize)) / tensor;
    const query = hidden + queryRank + (queryRank > 0 ? queryRank : hidden) + queries;
    const keyValue = hidden + 2 * keyValueRank + ropeSize + (heads * (noPositionSize + valueSize)) / tensor;
    return [query + keyValue, (heads * valueSize) / tensor];
  }
  const query = heads * headSize;
  const mixed = (model.hasGatedAttention ? 2 : 1) * query + 2 * keyValueHeads * headSize;
  return [hidden + mixed / tensor, query / tensor];
}
