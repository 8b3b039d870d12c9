/** Submitted jobs, on the Slurm of the tests where one is needed. */
export const JOBS_SITUATIONS = {
  'jobs-empty': {
    file: 'qwen3-8b.sh',
    steps: [
      ['command', 'Preflight: Focus on Jobs View'],
      ['see', '.welcome-view-content'],
    ],
  },
  'jobs-restricted': {
    file: 'qwen3-8b.sh',
    isRestricted: true,
    steps: [
      ['command', 'Focus on Jobs View'],
      ['see', '.welcome-view-content:has-text("Restricted")'],
    ],
  },
  'checked-plan': {
    file: 'qwen3-8b.sh',
    cluster: true,
    steps: [
      ['command', 'Preflight: Launch on Cluster'],
      ['choose', 'a100'],
      ['see', '.notification-toast:has-text("Submit")'],
    ],
  },
  'job-menu': {
    file: 'qwen3-14b.sh',
    cluster: true,
    steps: [
      ['command', 'Focus on Jobs View'],
      ['widenSideBar', 520],
      ['submit', 'h100', 'failed'],
      ['command', 'Notifications: Clear All Notifications'],
      ['openMenu', '.tree-explorer-viewlet-tree-view .monaco-list-row:has-text("failed")'],
      ['see', '.context-view .monaco-menu'],
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
  // The nodes are still busy with the jobs before.
  submitted: {
    file: 'qwen3-8b.sh',
    cluster: true,
    steps: [
      ['command', 'Focus on Jobs View'],
      ['widenSideBar', 420],
      ['submit', 'a100', 'wait'],
      ['see', '.notification-toast'],
    ],
  },
};
