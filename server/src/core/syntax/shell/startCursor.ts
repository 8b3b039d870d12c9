import type { Reading, Span } from '../../config/config';
import { startOfLine } from '../../text/lines';
import type { StartCursor } from '../syntax';

/** Characters of a command that are inspected before the cursor. */
const MAX_LENGTH = 1000;

/** Words before which a command can begin: assignments, and words of the shell and programs that start one. */
const BEFORE_COMMAND =
  /^(?:(?:then|do|else|time|exec|nohup|sudo|export|!|\{|\()[ \t]+|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"']*)(?:[ \t]|\\\r?\n)+)*$/;

/** A word at the end of a text. */
const LAST_WORD = /(?<![\w-])[\w-]*$/;

/** Finds the word at the cursor where a command can begin, the subcommand after `megatron`, or the value of a variable. */
export function findShellStart(text: string, { configs }: Reading, offset: number): StartCursor | undefined {
  if (configs.some(({ head, fullSpan }) => head.end < offset && offset <= fullSpan.end)) return undefined;
  const command = readCommandUpTo(text, offset);
  if (command === undefined) return undefined;
  const prefix = LAST_WORD.exec(command)?.[0] ?? '';
  const before = command.slice(0, command.length - prefix.length);
  const span = extendWord(text, offset - prefix.length, offset);
  const [, variable] = /(?<![^\s])([A-Za-z_]\w*)=$/.exec(before) ?? [];
  const program = variable === undefined ? readProgram(before) : undefined;
  const start = before.slice(0, before.length - (variable === undefined ? 0 : variable.length + 1));
  if (!BEFORE_COMMAND.test(program ? start.slice(0, start.lastIndexOf(program)) : start)) return undefined;
  return { span, prefix, program, variable };
}

/** Returns the program of which the next word is the subcommand. */
function readProgram(before: string): string | undefined {
  const word = before.trimEnd();
  return word !== before && /(?:^|\s)megatron$/.test(word) ? 'megatron' : undefined;
}

/** Returns the text of the command up to the cursor: its line with the continued ones above, after the last separator. */
function readCommandUpTo(text: string, offset: number): string | undefined {
  let start = startOfLine(text, offset);
  while (start > 0 && /\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start)) && offset - start < MAX_LENGTH)
    start = startOfLine(text, start - 1);
  if (offset - start > MAX_LENGTH) return undefined;
  const line = text.slice(start, offset);
  // A comment contains no command.
  if (/(?:^|\s)#/.test(line)) return undefined;
  return (line.split(/&&|\|\||[;|&]/).at(-1) ?? '').trimStart();
}

/** Extends a span to the end of the word after it. */
function extendWord(text: string, start: number, end: number): Span {
  const rest = /^[\w-]*/.exec(text.slice(end, end + MAX_LENGTH))?.[0] ?? '';
  return { start, end: end + rest.length };
}
