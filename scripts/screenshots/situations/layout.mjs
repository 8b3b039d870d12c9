/** The parallel layout of a run, the memory of its GPUs, and other layouts. */
export const LAYOUT_SITUATIONS = {
  layout: {
    file: 'qwen3-moe-dpo.sh',
    steps: [['see', '.monaco-editor .codelens-decoration a:has-text("GPUs")']],
  },
  equations: {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['click', '.monaco-editor .codelens-decoration a:has-text("GPUs")'],
      ['seePage', 'world size'],
    ],
  },
  'hover-memory': {
    file: 'too-large.sh',
    steps: [
      ['pointAt', 'NPROC_PER_NODE'],
      ['see', '.monaco-hover:has-text("Memory of the fullest GPU")'],
    ],
  },
  memory: {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['command', 'Preflight: Show GPUs and Memory'],
      ['seePage', 'Data group'],
    ],
  },
  'memory-pipeline': {
    file: 'pipeline.sh',
    steps: [
      ['command', 'Preflight: Show GPUs and Memory'],
      ['seePage', 'Data group'],
    ],
  },
  'memory-unknown': {
    file: 'start.sh',
    steps: [
      ['command', 'Preflight: Show GPUs and Memory'],
      ['seePage', 'Memory'],
    ],
  },
  'memory-fixes': {
    file: 'too-large.sh',
    steps: [['see', '.monaco-editor .squiggly-warning'], ['goTo', 'megatron'], ['openFixes']],
  },
  layouts: {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Find a Layout'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("TP")'],
    ],
  },
  'layout-row-hover': {
    file: 'too-large.sh',
    steps: [
      ['command', 'Preflight: Find a Layout'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("TP")'],
      ['pointAtSelector', '.quick-input-widget .monaco-list-row:has-text("TP") .quick-input-list-label-meta'],
      ['see', '.monaco-hover:not(.hidden)'],
    ],
  },
  'layout-gpus': {
    file: 'too-large.sh',
    steps: [
      ['command', 'Preflight: Find a Layout'],
      ['choose', 'Search for Other GPUs'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("2 x 8")'],
    ],
  },
  'layout-chosen': {
    file: 'too-large.sh',
    steps: [
      ['command', 'Preflight: Find a Layout'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("TP")'],
      ['press', 'ArrowDown', 'Enter'],
      ['see', '.view-line:has-text("recompute")'],
    ],
  },
};
