import { printJsonChanges } from './json/print';
import { readJsonConfig } from './json/read';
import type { Syntax } from './syntax';

/** Config files in JSON, which commands name. They are judged and repaired, but not written by completion. */
export const json: Syntax = {
  id: 'json',
  languages: ['json', 'jsonc'],
  extensions: ['.json'],
  onlyWhenReferenced: true,
  commentPrefix: undefined,
  lineContinuation: undefined,
  read: readJsonConfig,
  findCursor: () => undefined,
  findMapCursor: () => undefined,
  findVariableUses: () => [],
  printChanges: printJsonChanges,
  printFlag: (name) => JSON.stringify(name),
  printValue: (value) => JSON.stringify(value),
  printVariable: (name) => JSON.stringify(name),
  allowsFlagAfterValue: false,
  label: (name) => name,
};
