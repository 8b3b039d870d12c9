import type { ModelNumbers } from './modelNumbers';
import { hasExpertsAt, isLinearAt } from './parameters';
import type { LoraShape, RunShape } from './runShape';

/** Bytes that one layer keeps from its forward to its backward pass, for one micro-batch. */
export interface LayerActivations {
  /** The input, which is all that is kept if the layer is computed again. */
  input: number;
  attention: number;
  /** Bytes that are kept in addition if only the attention itself is computed again; negative if some are freed. */
  attentionInputs: number;
  /** Queries, keys and values that the projections from latents compute again. */
  projected: number;
  /** The scores of attention without a fused kernel. */
  scores: number;
  /** The MLP or the experts. */
  mlp: number;
  /** The parts of the experts that can be computed again alone. */
  expertActivation: number;
  shared: number;
  /** The inputs of linear layers that only the gradients of their weights need. */
  weightInputs: number;
  /** Maps of tokens to experts, which the dispatcher holds even if the layer is computed again. */
  routing: number;
  /** Gradients and copies while the backward pass of the layer runs, after its forward pass was computed again. */
  backward: number;
  /** Gradients while the backward pass of a layer runs whose activations were kept. */
  passing: number;
}

/** Sizes of one micro-batch on one GPU. */
export interface TokenCounts {
  /** Tokens of the GPU's slice of the context. */
  tokens: number;
  /** Those of them that the GPU keeps outside attention and the MLP: its share with sequence parallelism. */
  ownTokens: number;
}

/** Counts the tokens of one micro-batch on one GPU. */
export function countTokens({ batch, parallel }: RunShape): TokenCounts {
  const tokens = (batch.microBatch * batch.sequence * batch.sequencesPerSample) / parallel.context;
  return { tokens, ownTokens: parallel.sequence ? tokens / parallel.tensor : tokens };
}

/** Computes the activations of one layer. */
export function computeLayerActivations(shape: RunShape, layer: number, counts: TokenCounts): LayerActivations {
  const { model } = shape;
  const row = 2 * model.hidden * counts.ownTokens;
  const scores = computeScores(shape);
  const attention = computeAttention(shape, layer, counts);
  const fp8Row = shape.precision.isFp8 ? model.hidden * counts.ownTokens : 0;
  const hasExperts = hasExpertsAt(model, layer);
  const {
    mlp,
    backward,
    passing,
    weightInputs,
    routing = 0,
    expertActivation = 0,
    shared = 0,
  } = hasExperts ? computeExperts(shape, counts) : computeMlp(shape, counts);
  return {
    input: row,
    attention: row + attention.kept + scores - fp8Row,
    attentionInputs: attention.inputs,
    projected: attention.projected,
    scores,
    mlp: 2 * row + mlp,
    expertActivation,
    shared,
    weightInputs: row + weightInputs,
    routing,
    backward: row + backward,
    passing: row + passing,
  };
}

/** Bytes of the dropped-out input and its mask, for each element of the input of an adapted layer. */
const DROPOUT_BYTES = 3;

const adapterBytes = (lora: LoraShape | undefined, isTarget: (targets: LoraShape['targets']) => boolean): number =>
  lora?.hasDropout && isTarget(lora.targets) ? DROPOUT_BYTES : 0;

interface AttentionBytes {
  kept: number;
  inputs: number;
  projected: number;
}

/** The attention of one layer: what it keeps beside its normed input, and its queries, keys and values. */
function computeAttention(shape: RunShape, layer: number, counts: TokenCounts): AttentionBytes {
  const { model, training } = shape;
  const { tokens, ownTokens } = counts;
  const intoAttention = adapterBytes(training.lora, ({ attentionInput }) => attentionInput);
  const outOfAttention = adapterBytes(training.lora, ({ attentionOutput }) => attentionOutput);
  const cost = computeAttentionKind(shape.model, layer, shape.parallel.tensor);
  const adapters =
    intoAttention * (model.hidden + cost.extraInputs) * ownTokens + outOfAttention * cost.outputWidth * tokens;
  const kept = cost.kept * tokens + cost.ownKept * ownTokens + adapters;
  // A frozen projection does not keep the output of attention, nor does its adapter, which keeps a dropped-out copy.
  const { lora } = training;
  const isOutputFreed = lora !== undefined && (lora.hasDropout || !lora.targets.attentionOutput);
  const inputs = (cost.inputs - (isOutputFreed ? 2 * cost.outputWidth : 0)) * tokens;
  return { kept, inputs, projected: (cost.projected ?? 0) * tokens };
}

/** Bytes that a kind of attention keeps for each token, and widths of the inputs of its projections. */
interface AttentionCost {
  kept: number;
  /** Bytes for each of the GPU's own tokens with sequence parallelism. */
  ownKept: number;
  inputs: number;
  projected?: number;
  outputWidth: number;
  extraInputs: number;
}

function computeAttentionKind(model: ModelNumbers, layer: number, tensor: number): AttentionCost {
  const { latent, linear, headSize } = model;
  if (linear && isLinearAt(model, layer)) {
    const mixed = 2 * linear.keys + linear.values;
    const kept = (4 * (mixed + 2 * linear.values) + 8 * linear.values + 8 * linear.keys) / tensor;
    return { kept, ownKept: 0, inputs: 0, outputWidth: linear.values / tensor, extraInputs: 0 };
  }
  const heads = model.heads / tensor;
  if (latent) {
    const { queryRank, keyValueRank, noPositionSize, ropeSize, valueSize } = latent;
    const querySize = noPositionSize + ropeSize;
    const perHead = 2 * querySize + noPositionSize + valueSize + 2 * valueSize;
    const kept = 2 * (heads * perHead + ropeSize) + 4 * heads + 8 * ropeSize;
    const ownKept = 4 * (keyValueRank + queryRank);
    // Values are padded to the size of queries, and so is the output, which is freed if attention is computed again.
    const inputs = -2 * heads * querySize;
    const projected = 2 * heads * (2 * querySize + valueSize) + 8 * ropeSize;
    return { kept, ownKept, inputs, projected, outputWidth: heads * valueSize, extraInputs: keyValueRank + queryRank };
  }
  const query = heads * headSize;
  const keys = Math.max(model.keyValueHeads / tensor, 1) * headSize;
  const mixed = (model.hasGatedAttention ? 2 : 1) * query + 2 * keys;
  const statistics = 4 * heads + (model.hasQueryKeyNorm ? (4 * (model.heads + model.keyValueHeads)) / tensor : 0);
  const kept = 2 * mixed + 2 * (query + keys) + 2 * query + statistics + 8 * headSize;
  return { kept, ownKept: 8, inputs: 2 * (query + keys), outputWidth: query, extraInputs: 0 };
}

/** The scores of attention without a fused kernel, with their softmax. */
function computeScores({ isUnfused, model, parallel, batch }: RunShape): number {
  if (!isUnfused) return 0;
  const { microBatch, sequence, sequencesPerSample } = batch;
  return (6 * model.heads * sequence ** 2 * microBatch * sequencesPerSample) / parallel.tensor / parallel.context;
}

interface MlpCost {
  mlp: number;
  backward: number;
  passing: number;
  weightInputs: number;
  routing?: number;
  expertActivation?: number;
  shared?: number;
}

function computeMlp({ model, parallel, training, precision }: RunShape, { tokens, ownTokens }: TokenCounts): MlpCost {
  const width = model.mlp / parallel.tensor;
  const { lora } = training;
  const input = adapterBytes(lora, ({ mlpInput }) => mlpInput) * model.hidden * ownTokens;
  // The dropped-out copy takes the place of the input that a frozen layer would keep.
  const outputBytes = adapterBytes(lora, ({ mlpOutput }) => mlpOutput);
  const output = (outputBytes > 0 ? outputBytes - 2 : 0) * width * tokens;
  const saved = precision.isFp8 ? model.hidden * ownTokens + width * tokens : 0;
  return {
    mlp: 6 * width * tokens + input + output - saved,
    backward: 4 * width * tokens,
    passing: 2 * width * tokens + 2 * model.hidden * ownTokens,
    weightInputs: 2 * width * tokens + 2 * model.hidden * ownTokens,
  };
}

/** The experts of one layer, in balance: every rank works on as many copies of tokens as it has tokens. */
function computeExperts(shape: RunShape, { tokens, ownTokens }: TokenCounts): MlpCost {
  const { model, parallel, training, precision } = shape;
  const experts = model.experts ?? { perToken: 0, width: 0, sharedWidth: 0, count: 0 };
  const copies = ownTokens * experts.perToken;
  const width = experts.width / parallel.expertTensor;
  const shared = experts.sharedWidth / parallel.tensor;
  const rows = 2 * model.hidden * copies;
  const routing = 13 * experts.count * ownTokens;
  const routed = rows + 6 * width * copies + routing;
  const { lora } = training;
  // The copies before and after the experts, those that other ranks sent, and those of adapters.
  const isDropped = lora?.hasDropout ? 1 : 0;
  const copied =
    (3 + (parallel.expert > 1 ? 1 : 0) + (lora ? 1 + isDropped : 0)) * rows + isDropped * 2 * width * copies;
  const inputBytes = adapterBytes(lora, ({ mlpInput }) => mlpInput);
  const outputBytes = adapterBytes(lora, ({ mlpOutput }) => mlpOutput);
  const adapters = copies * ((inputBytes > 0 ? model.hidden : 0) + (outputBytes > 0 ? width : 0));
  const sharedAdapters =
    shared > 0 ? inputBytes * model.hidden * ownTokens + Math.max(outputBytes - 2, 0) * shared * tokens : 0;
  const saved = precision.isFp8 ? ownTokens * experts.perToken * (model.hidden + width) : 0;
  return {
    mlp: routed + 6 * shared * tokens + adapters + sharedAdapters - saved,
    expertActivation: 2 * width * copies,
    shared: 6 * shared * tokens,
    routing,
    backward: Math.max(rows + 4 * width * copies, copied),
    passing: 3 * rows + 2 * width * copies,
    weightInputs: rows + 2 * width * copies,
  };
}
