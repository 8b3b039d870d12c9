import { YAML_EXTENSIONS } from '../../config/extensions';
import { createCommandSyntax } from '../shell/commandSyntax';
import { hasOnlyWord, type Syntax } from '../syntax';
import { findYamlComments } from './comments';
import { findYamlCursor } from './cursor';
import { findYamlMapCursor } from './mapCursor';
import { createYamlFlagPrinter, printYamlChanges, printYamlValue } from './print';
import { printYamlFile } from './printFile';
import { printNewFile } from './printNewFile';
import { readYamlConfig } from './readConfig';

const base = { id: 'yaml', languages: ['yaml'], extensions: YAML_EXTENSIONS, read: readYamlConfig } as const;

/** Config files in YAML, which the `megatron` commands read. */
export const yaml: Syntax = {
  ...base,
  findCursor: findYamlCursor,
  findMapCursor: findYamlMapCursor,
  isEmpty: hasOnlyWord,
  findVariableUses: () => [],
  printChanges: printYamlChanges,
  createFlagPrinter: createYamlFlagPrinter,
  printValue: printYamlValue,
  // Variables are keys of the map ENV and are written like flags.
  printVariable: (name, text, cursor) => createYamlFlagPrinter(text, cursor)(name, true),
  findComments: findYamlComments,
  printFile: printYamlFile,
  printNewRun: printNewFile,
  commentPrefix: '#',
  lineContinuation: undefined,
  allowsFlagAfterValue: false,
  label: (name) => name,
  commands: createCommandSyntax(base),
};
