import type { Command, Statement } from 'unbash';

/** Returns the command of a statement that is a simple command in the foreground. */
export const simpleCommandOf = (statement: Statement | undefined): Command | undefined =>
  statement?.command.type === 'Command' && !statement.background ? statement.command : undefined;
