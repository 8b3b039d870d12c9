import type { ModelNumbers } from './modelNumbers';

/**
 * Everything that decides about the memory of a run, as plain numbers: a search changes some of them and estimates
 * again, thousands of times, without reading flags.
 */
export interface RunShape {
  model: ModelNumbers;
  /** A teacher whose weights lie beside those of the model. */
  teacher?: ModelNumbers | undefined;
  parallel: ParallelSizes;
  split: StageSplit;
  batch: BatchShape;
  training: TrainingShape;
  precision: Precision;
  recompute: Recompute;
  loss: LossShape;
  /** Layers for multi-token prediction that are trained. */
  predictors: number;
  /** Attention without a fused or flash kernel, which stores the scores. */
  isUnfused: boolean;
  /** Gradients are added up inside the matrix multiplication, by apex or by Transformer Engine. */
  fusesGradients: boolean;
  doubt: Doubt;
  /** Part of the allocated memory that unbalanced experts take in addition. */
  imbalance: number;
  /** vLLM samples on the same GPUs. */
  sampling?: SamplingShape | undefined;
}

/** The sizes of the parallel groups. The data-parallel sizes follow from them. */
export interface ParallelSizes {
  worldSize: number;
  tensor: number;
  pipeline: number;
  /** Virtual stages of each pipeline rank; 1 without interleaving. */
  virtual: number;
  context: number;
  expert: number;
  expertTensor: number;
  sequence: boolean;
}

/** The layers of each pipeline stage, as the flags divide them. */
export interface StageSplit {
  first?: number | undefined;
  last?: number | undefined;
  countsEmbedding: boolean;
  countsLoss: boolean;
  /** Stages of `pipeline_model_parallel_layout`: one for each rank, then the next virtual stage of all ranks. */
  stages?: readonly string[] | undefined;
}

export interface BatchShape {
  microBatch: number;
  globalBatch: number;
  /** Tokens of the longest sample, or of a pack. */
  sequence: number;
  /** Sequences of each sample: 2 for a chosen and a rejected answer. */
  sequencesPerSample: number;
  isPacked: boolean;
}

export interface TrainingShape {
  /** Undefined if the weights themselves are trained. */
  lora?: LoraShape | undefined;
  /** The trained part of the language model's parameters: 0 if it is frozen, 1 without frozen parts. */
  trainedShare: number;
  trainsTowers: boolean;
  /** A copy of the weights answers as the reference model. */
  hasReference: boolean;
}

export interface LoraShape {
  rank: number;
  hasDropout: boolean;
  /** The linear layers that have an adapter. */
  targets: LoraTargets;
  /** The embedding or the output layer is trained as a whole. */
  trainsEmbedding: boolean;
  trainsOutput: boolean;
}

export interface LoraTargets {
  attentionInput: boolean;
  attentionOutput: boolean;
  mlpInput: boolean;
  mlpOutput: boolean;
}

/** Bytes of each parameter. */
export interface Precision {
  weight: number;
  gradient: number;
  /** Master weights and moments of a trained parameter, before they are sharded. */
  optimizer: number;
  /** The data-parallel ranks share the optimizer's state. */
  isSharded: boolean;
  /** The part of the optimizer's state that lies in the memory of the host. */
  offloaded: number;
  /** The linear layers compute in fp8. */
  isFp8: boolean;
  /** The fp8 weights are copies beside the weights. */
  copiesWeights: boolean;
}

export interface Recompute {
  granularity: 'none' | 'selective' | 'full';
  /** Recomputes the first layers of a stage only, instead of all in chunks. */
  isBlock: boolean;
  layers: number;
  attention: boolean;
  mlp: boolean;
  experts: boolean;
  /** The activation function of the experts alone. */
  expertActivation: boolean;
  sharedExperts: boolean;
  /** The projections up from the ranks of latent attention. */
  upProjection: boolean;
}

export interface LossShape {
  /** The model ends in logits over the vocabulary. */
  hasLogits: boolean;
  /** The model has an output layer, whether or not its logits are computed for every token. */
  hasOutputLayer: boolean;
  /** `divergence` compares all logits with those of a teacher, as gkd does. */
  implementation: 'te' | 'native' | 'unfused' | 'divergence';
  /** The metrics hold what the last stage received, and its gradient, for every micro-batch until the step ends: dpo. */
  holdsReceived: boolean;
}

/** Sources of error that are known beforehand. */
export interface Doubt {
  /** Parts of the estimate by which similar runs needed less and more. */
  below: number;
  above: number;
  /** GiB that similar runs needed on top. */
  gibAbove: number;
  /** The length of the data is unknown, so that the estimate assumes the longest sample. */
  isUpperBound: boolean;
  /** Images are not counted: the run needs more. */
  isLowerBound: boolean;
}

/** The share of vLLM in the GPUs of a run that samples its own data. */
export interface SamplingShape {
  /** The part of the card that vLLM takes. */
  share: number;
  /** vLLM frees its memory while the model is trained. */
  sleeps: boolean;
  /** The weights, or the gradients and the optimizer, move to the host while vLLM samples. */
  offloadsModel: boolean;
  offloadsOptimizer: boolean;
}
