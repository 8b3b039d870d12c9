/** Hovers, and the pages about rules, flags and variables. */
export const EXPLANATIONS_SITUATIONS = {
  'hover-flag': {
    file: 'qwen3-sft.sh',
    image: 'hover',
    steps: [
      ['pointAt', 'lr_warmup_fraction'],
      ['see', '.monaco-hover:has-text("default")'],
    ],
  },
  'hover-value': {
    file: 'qwen3-sft.sh',
    steps: [
      ['pointAt', 'flash'],
      ['see', '.monaco-hover:has-text("attention_backend")'],
    ],
  },
  'hover-save': {
    file: 'qwen3-sft.sh',
    steps: [
      ['pointAt', 'save'],
      ['see', '.monaco-hover:has-text("default")'],
    ],
  },
  'hover-parallel-flag': {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['pointAt', 'expert_model_parallel_size'],
      ['see', '.monaco-hover:has-text("default")'],
    ],
  },
  'hover-variable': {
    file: 'qwen3-sft.sh',
    steps: [
      ['pointAt', 'NPROC_PER_NODE'],
      ['see', '.monaco-hover:has-text("environment variable")'],
    ],
  },
  'hover-yaml-key': {
    file: 'qwen3-sft.yaml',
    steps: [
      ['pointAt', 'micro_batch_size'],
      ['see', '.monaco-hover:has-text("default")'],
    ],
  },
  'hover-unknown-flag': {
    file: 'qwen3-sft.sh',
    steps: [
      ['pointAt', 'max_lenght'],
      ['see', '.monaco-hover:has-text("max_length")'],
    ],
  },
  'explain-list': {
    file: 'qwen3-sft.sh',
    steps: [
      ['goTo', 'micro_batch_size'],
      ['command', 'Preflight: Explain Rule or Flag'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("micro_batch_size")'],
    ],
  },
  'rule-page': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Explain Rule or Flag'],
      ['choose', 'rec.full-method'],
      ['seePage', 'This rule applies to ms-swift 3.8.1'],
    ],
  },
  'flag-page': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Explain Rule or Flag'],
      ['choose', 'micro_batch_size'],
      ['seePage', 'micro_batch_size'],
    ],
  },
  'variable-page': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Explain Rule or Flag'],
      ['choose', 'MASTER_ADDR'],
      ['seePage', 'MASTER_ADDR'],
    ],
  },
};
