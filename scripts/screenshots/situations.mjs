/**
 * The situations that are shown, by name: the file that is open, and the steps until the screenshot is taken. `image`
 * names the picture of the README that the situation also is. `cluster` gives it the Slurm of the tests.
 */
export const SITUATIONS = {
  'complete-start': {
    file: 'empty.sh',
    steps: [['goToEnd'], ['type', 'mega'], ['complete', 'megatron'], ['openDetails']],
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
  'complete-parallel-sizes': {
    file: 'values.sh',
    steps: [['goToEnd'], ['type', '    --tensor_model_parallel_size '], ['complete', '2'], ['openDetails']],
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
  'hover-parallel-flag': {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['pointAt', 'expert_model_parallel_size'],
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
  'rule-page': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Explain Rule or Flag'],
      ['choose', 'rec.full-method'],
      ['seePage', 'This rule applies to ms-swift 3.8.1'],
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
  memory: {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['command', 'Preflight: Show GPUs and Memory'],
      ['seePage', 'Data group'],
    ],
  },
  layouts: {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Find a Layout'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("TP")'],
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
  'memory-fixes': {
    file: 'too-large.sh',
    steps: [
      ['see', '.monaco-editor .squiggly-warning'],
      ['goTo', 'megatron'],
      ['press', 'Control+.'],
      ['see', '.action-widget'],
    ],
  },
  'hover-memory': {
    file: 'too-large.sh',
    steps: [
      ['pointAt', 'NPROC_PER_NODE'],
      ['see', '.monaco-hover:has-text("Memory of the fullest GPU")'],
    ],
  },
  'release-picker': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Select ms-swift Release'],
      ['see', '.quick-input-widget .monaco-list-row.focused:has-text("3.8.1")'],
    ],
  },
  'migration-picker': {
    file: 'qwen3-moe-dpo.sh',
    steps: [
      ['command', 'Preflight: Migrate to Release'],
      ['see', '.quick-input-widget .monaco-list-row.focused:has-text("3.8.1")'],
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
  'plan-blocked': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'h100'],
      ['see', '.view-line:has-text("Cannot be launched")'],
    ],
  },
  plan: {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'h100'],
      ['see', '.view-line:has-text("sbatch")'],
    ],
  },
  'launch-targets': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("h100")'],
    ],
  },
  'jobs-empty': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Focus on Jobs View'],
      ['see', '.welcome-view-content'],
    ],
  },
  'out-of-memory': {
    file: 'qwen3-8b.sh',
    cluster: true,
    steps: [
      ['command', 'Focus on Jobs View'],
      ['widenSideBar', 520],
      ['submit', 'l40s', 'failed'],
      ['command', 'Notifications: Clear All Notifications'],
      ['see', '.monaco-list-row:has-text("Estimated")'],
    ],
  },
  run: {
    file: 'qwen3-8b.sh',
    cluster: true,
    steps: [
      ['command', 'Focus on Jobs View'],
      ['widenSideBar', 520],
      ['submit', 'h200', 'running'],
      ['command', 'Notifications: Clear All Notifications'],
      ['seePage', 'Gradient norm'],
    ],
  },
  jobs: {
    file: 'qwen3-14b.sh',
    image: 'jobs',
    cluster: true,
    steps: [
      ['resize', 1200, 600],
      ['command', 'Focus on Jobs View'],
      ['widenSideBar', 600],
      ['submit', 'h100', 'failed'],
      ['openFile', 'qwen3-8b.sh'],
      ['submit', 'a100', 'running'],
      ['openFile', 'qwen3-32b.sh'],
      ['submit', 'a100', 'wait'],
      ['command', 'Notifications: Clear All Notifications'],
      ['click', '.monaco-list-row:has-text("checkpoint")'],
      ['see', '.view-line:has-text("ValueError")'],
    ],
  },
  resolved: {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Show Resolved Command'],
      ['see', '.view-line:has-text("1e-5")'],
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
      ['press', 'Control+.'],
      ['see', '.action-widget'],
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
