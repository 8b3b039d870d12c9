/** Releases, conversions and other changes of a whole file. */
export const EDITING_SITUATIONS = {
  'release-picker': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Select ms-swift Release'],
      ['see', '.quick-input-widget .monaco-list-row.focused:has-text("3.8.1")'],
    ],
  },
  'release-location': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Select ms-swift Release'],
      ['choose', '4.5.2'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("This file")'],
    ],
  },
  'migration-picker': {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['command', 'Preflight: Migrate to Release'],
      ['see', '.quick-input-widget .monaco-list-row.focused:has-text("newest")'],
    ],
  },
  migration: {
    file: 'qwen3-moe-dpo.sh',
    image: 'migrate',
    steps: [
      ['resize', 1160, 720],
      ['command', 'Preflight: Migrate to Release'],
      ['choose', '4.5.2'],
      ['see', '.monaco-diff-editor .view-line'],
      ['seePage', 'Apply Migration'],
    ],
  },
  refactorings: {
    file: 'qwen3-8b.sh',
    steps: [
      ['goTo', 'megatron'],
      ['command', 'Refactor...'],
      ['see', '.action-widget'],
    ],
  },
  'convert-to-yaml': {
    file: 'too-large.sh',
    steps: [
      ['command', 'Preflight: Convert to a YAML Config'],
      ['see', '.view-line:has-text("too-large.yaml"), .tab:has-text("too-large.yaml")'],
    ],
  },
  'convert-refused': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Convert to a YAML Config'],
      ['see', '.monaco-editor-overlaymessage'],
    ],
  },
  'rename-variable': {
    file: 'qwen3-sft.sh',
    steps: [
      ['goTo', 'LR'],
      ['press', 'F2'],
      ['see', '.rename-box'],
    ],
  },
  'outline-yaml': {
    file: 'qwen3-sft.yaml',
    steps: [
      ['command', 'Explorer: Focus on Outline View'],
      ['see', '.outline-pane .monaco-list-row:has-text("model")'],
    ],
  },
  resolved: {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Show Resolved Command'],
      ['see', '.view-line:has-text("resolved arguments")'],
    ],
  },
};
