/** The numbers of a model that decide about its memory, as its config.json states them. */
export interface ModelNumbers {
  layers: number;
  hidden: number;
  /** Width of the MLP of a dense layer; 0 if the model has none. */
  mlp: number;
  vocabulary: number;
  heads: number;
  keyValueHeads: number;
  headSize: number;
  /** The output layer shares the weights of the embedding. */
  isTied: boolean;
  hasQueryKeyNorm: boolean;
  hasAttentionBias: boolean;
  /** The query projection also computes a gate, as in Qwen3-Next. */
  hasGatedAttention: boolean;
  /** Multi-head latent attention takes the place of grouped-query attention. */
  latent?: LatentAttention | undefined;
  /** Gated linear attention, and the layers that have it. */
  linear?: LinearAttention | undefined;
  experts?: Experts | undefined;
  /** Parameters of the vision and audio towers. */
  towers: number;
}

/** Ranks and head sizes of multi-head latent attention. */
export interface LatentAttention {
  /** 0 if the query is projected directly. */
  queryRank: number;
  keyValueRank: number;
  noPositionSize: number;
  ropeSize: number;
  valueSize: number;
}

/** Widths of gated linear attention (GatedDeltaNet). */
export interface LinearAttention {
  keys: number;
  values: number;
  valueHeads: number;
  convolution: number;
  /** The layers that have it, by index; the others have full attention. */
  layers: ReadonlySet<number>;
}

/** The experts of a mixture of experts. */
export interface Experts {
  count: number;
  perToken: number;
  width: number;
  /** Width of all shared experts of a layer; 0 without them. */
  sharedWidth: number;
  hasSharedGate: boolean;
  /** The layers without experts, by index. */
  denseLayers: ReadonlySet<number>;
}
