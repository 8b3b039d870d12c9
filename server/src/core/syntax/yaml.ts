import type { Syntax } from './syntax';
import { findYamlCursor } from './yaml/cursor';
import { findYamlMapCursor } from './yaml/inside';
import { printYamlChanges, printYamlFlag, printYamlValue } from './yaml/print';
import { readYamlConfig } from './yaml/read';

export const yaml: Syntax = {
  id: 'yaml',
  languages: ['yaml'],
  extensions: ['.yaml', '.yml'],
  read: readYamlConfig,
  findCursor: findYamlCursor,
  findMapCursor: findYamlMapCursor,
  findVariableUses: () => [],
  printChanges: printYamlChanges,
  printFlag: printYamlFlag,
  printValue: printYamlValue,
  // The names of variables stand in a map of their own and are written like flags.
  printVariable: (name, text, cursor) => printYamlFlag(name, true, text, cursor),
  commentPrefix: '#',
  lineContinuation: undefined,
  allowsFlagAfterValue: false,
  label: (name) => name,
};
