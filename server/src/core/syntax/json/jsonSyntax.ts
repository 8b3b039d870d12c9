import { JSON_EXTENSIONS } from '../../config/extensions';
import type { Syntax } from '../syntax';
import { printJsonChanges } from './print';
import { readJsonConfig } from './readConfig';

/** Config files in JSON that a command names. They are checked and fixed, but have no completion. */
export const json: Syntax = {
  id: 'json',
  languages: ['json', 'jsonc'],
  extensions: JSON_EXTENSIONS,
  onlyWhenNamed: true,
  commentPrefix: undefined,
  lineContinuation: undefined,
  read: readJsonConfig,
  findCursor: () => undefined,
  findMapCursor: () => undefined,
  findVariableUses: () => [],
  printChanges: printJsonChanges,
  createFlagPrinter: () => (name) => JSON.stringify(name),
  printValue: (value) => JSON.stringify(value),
  printVariable: (name) => JSON.stringify(name),
  allowsFlagAfterValue: false,
  label: (name) => name,
};
