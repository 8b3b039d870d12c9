import { YAML_EXTENSIONS } from '../config/extensions';
import type { Syntax } from './syntax';
import { findYamlCursor } from './yaml/cursor';
import { findYamlMapCursor } from './yaml/mapCursor';
import { printYamlChanges, printYamlFlag, printYamlValue } from './yaml/print';
import { readYamlConfig } from './yaml/read';

/** Config files in YAML, which the `megatron` commands read. */
export const yaml: Syntax = {
  id: 'yaml',
  languages: ['yaml'],
  extensions: YAML_EXTENSIONS,
  read: readYamlConfig,
  findCursor: findYamlCursor,
  findMapCursor: findYamlMapCursor,
  findVariableUses: () => [],
  printChanges: printYamlChanges,
  printFlag: printYamlFlag,
  printValue: printYamlValue,
  // Variables are keys of the map ENV and are written like flags.
  printVariable: (name, text, cursor) => printYamlFlag(name, true, text, cursor),
  commentPrefix: '#',
  lineContinuation: undefined,
  allowsFlagAfterValue: false,
  label: (name) => name,
};
