import { insideJson } from './inside';
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
  insideAt: (text, reading, offset) => {
    const cursor = shellCursor(text, reading, offset);
    const scalar = cursor?.at === 'value' ? cursor.entry.values[cursor.index] : undefined;
    return cursor?.at === 'value' && scalar ? insideJson(cursor.config, cursor.entry, scalar, offset) : undefined;
  },
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
