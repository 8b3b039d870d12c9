import { findJsonMapCursor } from '../mapCursor';
import { hasOnlyWord, type Syntax } from '../syntax';
import { findShellArrayFlags } from './arrayFlags';
import { findShellCursor } from './cursor';
import { extractShellValue } from './extractValue';
import { findFlagsBelow } from './flagsBelow';
import { findShellHereDocs } from './hereDocs';
import {
  createShellFlagPrinter,
  printShellChanges,
  printShellReference,
  printShellValue,
  printShellVariable,
} from './print';
import { printShellFile, printShellInPlace } from './printFile';
import { printNewScript } from './printNewScript';
import { readShell } from './readConfigs';
import { findShellServers } from './servers';
import { sortShellFlags } from './sortFlags';
import { findShellStart } from './startCursor';
import { findShellVariableUses, hidesShellVariableUses } from './variables';
import { listWrittenFlags } from './writtenFlags';

export const shell: Syntax = {
  id: 'shell',
  // Editors have several ids for scripts.
  languages: ['shellscript', 'sh', 'bash', 'zsh'],
  extensions: ['.sh', '.bash', '.zsh', '.slurm', '.sbatch'],
  read: readShell,
  findCursor: findShellCursor,
  findStartCursor: findShellStart,
  findFlagsBelow,
  isEmpty: hasOnlyWord,
  findMapCursor: (text, reading, offset) => {
    const cursor = findShellCursor(text, reading, offset);
    const scalar = cursor?.at === 'value' ? cursor.entry.values[cursor.index] : undefined;
    return cursor?.at === 'value' && scalar
      ? findJsonMapCursor(cursor.config, cursor.entry, scalar, offset)
      : undefined;
  },
  findVariableUses: findShellVariableUses,
  hidesVariableUses: hidesShellVariableUses,
  findArrayFlags: findShellArrayFlags,
  findServers: findShellServers,
  findHereDocs: findShellHereDocs,
  printChanges: printShellChanges,
  createFlagPrinter: createShellFlagPrinter,
  printValue: printShellValue,
  printVariable: printShellVariable,
  printReference: printShellReference,
  listWrittenFlags,
  sortFlags: sortShellFlags,
  extractValue: extractShellValue,
  printInPlace: printShellInPlace,
  printFile: printShellFile,
  printNewRun: printNewScript,
  commentPrefix: '#',
  lineContinuation: '\\',
  isRunnable: true,
  allowsFlagAfterValue: true,
  label: (name) => (name.startsWith('-') ? name : `--${name}`),
};
