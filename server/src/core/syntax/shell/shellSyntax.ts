import { findJsonMapCursor } from '../mapCursor';
import type { Syntax } from '../syntax';
import { findShellArrayFlags } from './arrayFlags';
import { findShellCursor } from './cursor';
import { printShellChanges, printShellFlag, printShellValue, printShellVariable } from './print';
import { readShell } from './readConfigs';
import { findShellServers } from './servers';
import { findShellVariableUses } from './variables';

export const shell: Syntax = {
  id: 'shell',
  languages: ['shellscript'],
  extensions: ['.sh', '.bash', '.zsh', '.slurm', '.sbatch'],
  read: readShell,
  findCursor: findShellCursor,
  findMapCursor: (text, reading, offset) => {
    const cursor = findShellCursor(text, reading, offset);
    const scalar = cursor?.at === 'value' ? cursor.entry.values[cursor.index] : undefined;
    return cursor?.at === 'value' && scalar
      ? findJsonMapCursor(cursor.config, cursor.entry, scalar, offset)
      : undefined;
  },
  findVariableUses: findShellVariableUses,
  findArrayFlags: findShellArrayFlags,
  findServers: findShellServers,
  printChanges: printShellChanges,
  printFlag: printShellFlag,
  printValue: printShellValue,
  printVariable: printShellVariable,
  commentPrefix: '#',
  lineContinuation: '\\',
  isRunnable: true,
  allowsFlagAfterValue: true,
  label: (name) => (name.startsWith('-') ? name : `--${name}`),
};
