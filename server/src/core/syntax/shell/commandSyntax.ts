import type { Syntax } from '../syntax';
import { shell } from './shellSyntax';

/** Creates the syntax of texts that contain shell commands among other text: they are edited as in a script, and not run. */
export function createCommandSyntax(base: Pick<Syntax, 'id' | 'languages' | 'extensions' | 'read'>): Syntax {
  const {
    isRunnable: _,
    lineContinuation: __,
    findStartCursor: ___,
    isEmpty: ____,
    printReference: _____,
    findHereDocs: ______,
    ...rest
  } = shell;
  return { ...rest, ...base, lineContinuation: undefined, findVariableUses: () => [] };
}
