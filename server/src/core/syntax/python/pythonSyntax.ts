import { createCommandSyntax } from '../shell/commandSyntax';
import type { Syntax } from '../syntax';
import { readPython } from './readPython';

/** Python programs that start training commands. They are read when they are named, not searched for. */
export const python: Syntax = {
  ...createCommandSyntax({ id: 'python', languages: ['python'], extensions: ['.py'], read: readPython }),
  onlyWhenNamed: true,
};
