/**
 * Rules about what happens after the collected verdicts end: in the first step or later, or with the contents of a
 * checkpoint. Their findings on an accepted command line may be right, and are counted apart. Each with its reason.
 */
export const LATER_RULES: Readonly<Record<string, string>> = {
  'moe.sinkhorn-aux':
    'The router refuses the loss in the first forward pass (megatron/core/transformer/moe/router.py).',
  'model.attn-unfused':
    'Transformer Engine finds no kernel for packed sequences in the first forward pass (log in ms-swift issue 6369).',
  'env.deterministic-attention':
    'Megatron asks for the variable where it builds the attention, which the verdicts of 3.8.1 do not reach.',
};
