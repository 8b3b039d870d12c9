/** The config.json of a small dense model. */
export const SMALL_DENSE = {
  architectures: ['Qwen3ForCausalLM'],
  model_type: 'qwen3',
  num_hidden_layers: 16,
  hidden_size: 2048,
  intermediate_size: 6144,
  num_attention_heads: 16,
  num_key_value_heads: 8,
  head_dim: 128,
  vocab_size: 151936,
  tie_word_embeddings: true,
};

/** That of the same model with experts. */
export const SMALL_EXPERTS = {
  ...SMALL_DENSE,
  architectures: ['Qwen3MoeForCausalLM'],
  model_type: 'qwen3_moe',
  num_experts: 64,
  num_experts_per_tok: 8,
  moe_intermediate_size: 768,
};
