/** Launch targets and plans. */
export const LAUNCH_SITUATIONS = {
  'launch-targets': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("h100")'],
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
  'plan-blocked': {
    file: 'qwen3-sft.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'h100'],
      ['see', '.view-line:has-text("Cannot be launched")'],
    ],
  },
  'plan-local': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'local'],
      ['see', '.view-line:has-text("megatron")'],
    ],
  },
  'plan-kubernetes': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'gke'],
      ['see', '.view-line:has-text("kubectl")'],
    ],
  },
  'target-slurm': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Add Launch Target'],
      ['choose', 'Slurm'],
      ['see', '.quick-input-widget .monaco-list-row:has-text("This machine")'],
    ],
  },
};
