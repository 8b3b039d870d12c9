/** Completion, from an empty file to the value of a flag. */
export const COMPLETION_SITUATIONS = {
  'complete-start': {
    file: 'empty.sh',
    steps: [['goToEnd'], ['type', 'mega'], ['complete', 'megatron'], ['openDetails']],
  },
  'complete-start-yaml': {
    file: 'empty.yaml',
    steps: [['goToEnd'], ['complete', 'megatron-lora'], ['openDetails']],
  },
  'complete-modeline': {
    file: 'empty.yaml',
    steps: [['goToEnd'], ['type', '# preflight: '], ['complete', 'ms-swift'], ['openDetails']],
  },
  'complete-variables': {
    file: 'empty.sh',
    steps: [['goToEnd'], ['type', 'NN'], ['complete', 'NNODES'], ['openDetails']],
  },
  'complete-flags': {
    file: 'start.sh',
    steps: [['goToEnd'], ['complete', '--model'], ['openDetails']],
  },
  'complete-flags-needed': {
    file: 'qwen3-sft.sh',
    image: 'completion',
    steps: [
      ['goTo', 'recompute_granularity'],
      ['press', 'End', 'Enter'],
      ['type', '-- \\'],
      ['press', 'Escape', 'ArrowLeft', 'ArrowLeft'],
      ['complete', 'recompute_method'],
      ['openDetails'],
    ],
  },
  'complete-bare-name': {
    file: 'values.sh',
    steps: [['goToEnd'], ['type', '    rec'], ['complete', 'recompute_granularity']],
  },
  'complete-keys': {
    file: 'start.yaml',
    steps: [['goToEnd'], ['complete', 'model'], ['openDetails']],
  },
  'complete-choices': {
    file: 'values.sh',
    steps: [['goToEnd'], ['type', '    --recompute_granularity '], ['complete', 'selective'], ['openDetails']],
  },
  'complete-models': {
    file: 'start.sh',
    steps: [['goToEnd'], ['type', '--model Qwen3-8'], ['complete', 'Qwen3-8B']],
  },
  'complete-paths': {
    file: 'values.sh',
    steps: [['goToEnd'], ['type', '    --dataset ./'], ['complete', 'train.jsonl']],
  },
  'complete-shell-variable': {
    file: 'variables.sh',
    steps: [['goToEnd'], ['type', '    --lr $'], ['complete', '$LR']],
  },
  'complete-parallel-sizes': {
    file: 'values.sh',
    steps: [['goToEnd'], ['type', '    --tensor_model_parallel_size '], ['complete', '2'], ['openDetails']],
  },
  'complete-refused-value': {
    file: 'heads.sh',
    steps: [
      ['goToEnd'],
      ['type', '    --tensor_model_parallel_size '],
      ['complete', '8'],
      ['openDetails'],
      ['press', 'ArrowUp'],
    ],
  },
  'complete-yaml-value': {
    file: 'qwen3-sft.yaml',
    image: 'yaml',
    steps: [
      ['goTo', 'recompute_granularity'],
      ['press', 'End', 'Enter'],
      ['type', 'recompute_method: '],
      ['complete', 'uniform'],
      ['openDetails'],
    ],
  },
  'type-inside': {
    file: 'qwen3-8b.sh',
    steps: [
      ['goTo', 'sequence_parallel'],
      ['press', 'End', 'Enter'],
      ['type', '--max_le'],
      ['see', '.suggest-widget.visible .monaco-list-row:has-text("max_length")'],
    ],
  },
};
