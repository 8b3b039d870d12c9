/** The memory of a run, stage by stage, in GiB. */
export interface MemoryEstimate {
  /** One entry for each pipeline stage. */
  stages: readonly StageMemory[];
  /** Index of the stage whose GPUs are the fullest. */
  fullest: number;
  /** Range of the memory that nvidia-smi will show for the fullest GPU. */
  low: number;
  high: number;
  /** The length of the data is unknown: the estimate holds for the longest sample, and the run needs less. */
  isUpperBound: boolean;
  /** The word before the number: images that are not counted and data that may be shorter are limits on one side each. */
  bound: 'about' | 'at most' | 'at least';
  /** The second phase of a run that samples its own data with vLLM on the same GPUs. */
  sampling?: SamplingMemory | undefined;
}

/** The memory while vLLM samples on the GPUs of the training. */
export interface SamplingMemory {
  /** The part of the card that vLLM takes. */
  share: number;
  /** GiB of the training state that stay on the fullest GPU meanwhile. */
  state: number;
  /** vLLM frees its memory while the model is trained; else the training has only the rest of the card. */
  sleeps: boolean;
}

/** The memory of each GPU of one pipeline stage, in GiB. */
export interface StageMemory {
  parts: MemoryParts;
  /** Peak of live tensors: the sum of all parts. */
  allocated: number;
  /** Peak that PyTorch's allocator takes, which the log calls `memory(GiB)`. */
  reserved: number;
  /** Peak that nvidia-smi shows. */
  used: number;
}

/** The parts of the memory of a GPU, in GiB. Their sum is the allocated memory. */
export interface MemoryParts {
  weights: number;
  gradients: number;
  optimizer: number;
  activations: number;
  logits: number;
  /** Weights of the reference model, or of a teacher. */
  reference: number;
  /** Layers that the backward pass computes again, above the peak of the logits. */
  recompute: number;
  /** Buffers of the pipeline and of matrix multiplications. */
  buffers: number;
}
