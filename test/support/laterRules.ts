/**
 * Rules about what happens after the collected verdicts end: in the first step or later, or with the contents of a
 * checkpoint. Their findings on an accepted command line may be right, and are counted apart. Each with its reason.
 */
export const LATER_RULES: Readonly<Record<string, string>> = {
  'moe.sinkhorn-aux':
    'The router refuses the loss in the first forward pass (megatron/core/transformer/moe/router.py).',
};
