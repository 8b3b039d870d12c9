import { shellCursor } from './shell/cursor';
import { shellEdits, shellEnvText, shellFlagText, shellValueText } from './shell/print';
import { readShell } from './shell/read';
import { shellVariables } from './shell/variables';
import type { Syntax } from './syntax';

export const shell: Syntax = {
  id: 'shell',
  languages: ['shellscript'],
  endings: ['.sh', '.bash', '.zsh', '.slurm', '.sbatch'],
  read: readShell,
  cursorAt: shellCursor,
  variablesIn: shellVariables,
  edits: shellEdits,
  flagText: shellFlagText,
  valueText: shellValueText,
  envText: shellEnvText,
  comment: '#',
  continuation: '\\',
  runs: true,
  flagsFollowValues: true,
  label: (name) => (name.startsWith('-') ? name : `--${name}`),
};
