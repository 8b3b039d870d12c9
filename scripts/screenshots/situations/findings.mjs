/** Findings, their fixes, and the check of a workspace. */
export const FINDINGS_SITUATIONS = {
  finding: {
    file: 'qwen3-sft.sh',
    steps: [
      ['goTo', 'global_batch_size'],
      ['press', 'F8'],
      ['see', '.zone-widget .message'],
    ],
  },
  fixes: {
    file: 'qwen3-sft.sh',
    image: 'finding',
    steps: [
      ['pointAt', 'full'],
      ['see', '.monaco-hover:has-text("recompute_method")'],
      ['click', '.monaco-hover a:has-text("Quick Fix")'],
      ['see', '.action-widget'],
    ],
  },
  problems: {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Problems: Focus on Problems View'],
      ['see', '.markers-panel .monaco-list-row'],
    ],
  },
  'missing-backslash': {
    file: 'missing-backslash.sh',
    steps: [['see', '.monaco-editor .squiggly-error'], ['goTo', 'sequence_parallel'], ['openFixes']],
  },
  'pasted-fence': {
    file: 'pasted-fence.sh',
    steps: [
      ['command', 'Problems: Focus on Problems View'],
      ['see', '.markers-panel .monaco-list-row'],
    ],
  },
  'pasted-answer': {
    file: 'pasted-answer.sh',
    steps: [
      ['command', 'Problems: Focus on Problems View'],
      ['see', '.markers-panel .monaco-list-row'],
    ],
  },
  'fixed-all': {
    file: 'qwen3-sft.sh',
    steps: [
      ['see', '.monaco-editor .squiggly-error'],
      ['command', 'Preflight: Apply All Safe Fixes'],
      ['see', '.notification-toast, .view-line:has-text("max_length")'],
    ],
  },
  'check-workspace': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Check Workspace'],
      // The task has ended: it found errors.
      ['see', '.single-terminal-tab:has(.codicon-error)'],
    ],
  },
};
