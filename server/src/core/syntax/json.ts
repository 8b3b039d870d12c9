import { jsonEdits } from './json/print';
import { readJson } from './json/read';
import type { Syntax } from './syntax';

/** Config files in JSON, which commands name. They are judged and repaired, but not written by completion. */
export const json: Syntax = {
  id: 'json',
  languages: ['json', 'jsonc'],
  endings: ['.json'],
  onlyNamed: true,
  comment: undefined,
  continuation: undefined,
  read: readJson,
  cursorAt: () => undefined,
  insideAt: () => undefined,
  variablesIn: () => [],
  edits: jsonEdits,
  flagText: (name) => JSON.stringify(name),
  valueText: (value) => JSON.stringify(value),
  envText: (name) => JSON.stringify(name),
  flagsFollowValues: false,
  label: (name) => name,
};
