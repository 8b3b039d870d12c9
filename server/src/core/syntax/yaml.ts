import type { Syntax } from './syntax';
import { yamlCursor } from './yaml/cursor';
import { yamlInside } from './yaml/inside';
import { yamlEdits, yamlFlagText, yamlValueText } from './yaml/print';
import { readYaml } from './yaml/read';

export const yaml: Syntax = {
  id: 'yaml',
  languages: ['yaml'],
  endings: ['.yaml', '.yml'],
  read: readYaml,
  cursorAt: yamlCursor,
  insideAt: yamlInside,
  variablesIn: () => [],
  edits: yamlEdits,
  flagText: yamlFlagText,
  valueText: yamlValueText,
  // The names of variables stand in a map of their own and are written like flags.
  envText: (name, text, cursor) => yamlFlagText(name, true, text, cursor),
  comment: '#',
  continuation: undefined,
  flagsFollowValues: false,
  label: (name) => name,
};
