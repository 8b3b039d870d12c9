/** The first minutes: new configs, the walkthrough, commands and settings. */
export const START_SITUATIONS = {
  'new-config-kind': {
    file: 'empty.sh',
    steps: [
      ['command', 'Preflight: New Training Config'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("LoRA")'],
    ],
  },
  'new-config-release': {
    file: 'empty.sh',
    steps: [
      ['command', 'Preflight: New Training Config'],
      ['choose', 'LoRA'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("newest")'],
    ],
  },
  'new-config-model': {
    file: 'empty.sh',
    steps: [
      ['command', 'Preflight: New Training Config'],
      ['choose', 'LoRA'],
      ['choose', '4.5.2'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("proposed")'],
    ],
  },
  'new-config-gpus': {
    file: 'empty.sh',
    steps: [
      ['command', 'Preflight: New Training Config'],
      ['choose', 'LoRA'],
      ['choose', '4.5.2'],
      ['choose', 'Qwen3-8B'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("2 x 8")'],
    ],
  },
  'new-config': {
    file: 'empty.sh',
    steps: [
      ['command', 'Preflight: New Training Config'],
      ['choose', 'LoRA'],
      ['choose', '4.5.2'],
      ['choose', 'Qwen3-8B'],
      ['choose', '2 x 8'],
      ['see', '.view-line:has-text("lora_rank")'],
    ],
  },
  'walkthrough-sample': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Welcome: Open Walkthrough'],
      ['choose', 'Get Started with Training Preflight'],
      ['click', '.getting-started-step:has-text("Open a sample with mistakes")'],
      ['see', '.getting-started-step.expanded:has-text("Open a sample with mistakes")'],
    ],
  },
  'walkthrough-release': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Welcome: Open Walkthrough'],
      ['choose', 'Get Started with Training Preflight'],
      ['click', '.getting-started-step:has-text("Choose the release")'],
      ['see', '.getting-started-step.expanded:has-text("Choose the release")'],
    ],
  },
  'walkthrough-fix': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Welcome: Open Walkthrough'],
      ['choose', 'Get Started with Training Preflight'],
      ['click', '.getting-started-step:has-text("Fix the mistakes")'],
      ['see', '.getting-started-step.expanded:has-text("Fix the mistakes")'],
    ],
  },
  'walkthrough-target': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Welcome: Open Walkthrough'],
      ['choose', 'Get Started with Training Preflight'],
      ['click', '.getting-started-step:has-text("Add a launch target")'],
      ['see', '.getting-started-step.expanded:has-text("Add a launch target")'],
    ],
  },
  'extension-page': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Extensions: Show Installed Extensions'],
      ['click', '.extensions-list .monaco-list-row:has-text("Training Preflight")'],
      ['seePage', 'Training Preflight'],
    ],
  },
  palette: {
    file: 'qwen3-sft.sh',
    steps: [
      ['press', 'F1'],
      ['see', '.quick-input-widget input'],
      ['type', 'Preflight:'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("Preflight: Explain")'],
    ],
  },
  'status-bar': {
    file: 'qwen3-sft.sh',
    steps: [
      ['pointAtSelector', '.statusbar-item[id*="preflight"]'],
      ['see', '.monaco-hover:has-text("ms-swift")'],
    ],
  },
  settings: {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Open Settings'],
      ['see', '.settings-editor .setting-item-title'],
    ],
  },
  'start-sample': {
    file: 'qwen3-sft.sh',
    image: 'start-sample',
    steps: [
      ['resize', 760, 560],
      ['pointAt', 'max_lenght'],
      ['see', '.monaco-hover:has-text("max_length")'],
    ],
  },
  'start-release': {
    file: 'qwen3-sft.sh',
    image: 'start-release',
    steps: [
      ['resize', 760, 560],
      ['command', 'Preflight: Select ms-swift Release'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("3.8.1")'],
    ],
  },
  'start-fix': {
    file: 'qwen3-sft.sh',
    image: 'start-fix',
    steps: [
      // The fixes are shown below the mistake, which stays in view.
      ['resize', 760, 680],
      ['see', '.monaco-editor .squiggly-error'],
      ['goTo', 'full'],
      ['openFixes'],
    ],
  },
  'start-target': {
    file: 'qwen3-sft.sh',
    image: 'start-target',
    steps: [
      ['resize', 760, 560],
      ['command', 'Preflight: Add Launch Target'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("Kubernetes")'],
    ],
  },
};
