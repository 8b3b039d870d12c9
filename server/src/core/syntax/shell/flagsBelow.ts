import { startOfNextLine } from '../../text/lines';

/** Lines that are searched. */
const MAX_LINES = 300;

/** A line that begins with a flag. Bash reads it as a command of its own where the line above does not continue. */
const FLAG_LINE = /^[ \t]*--?[A-Za-z][\w-]*/;

/**
 * Lists the flags on the lines after an offset, up to a line that belongs to another command. While a line is typed in
 * the middle of a command it has no backslash yet, and cuts these flags off.
 */
export function findFlagsBelow(text: string, offset: number): string[] {
  const names: string[] = [];
  let isContinued = false;
  let start = startOfNextLine(text, offset);
  for (let lines = 0; lines < MAX_LINES && start < text.length; lines++) {
    const next = startOfNextLine(text, start);
    const line = text.slice(start, next).trimEnd();
    if (!isContinued && !FLAG_LINE.test(line)) break;
    for (const [, name = ''] of line.matchAll(/(?<!\S)--([A-Za-z][\w-]*)/g)) names.push(name);
    isContinued = line.endsWith('\\');
    start = next;
  }
  return names;
}
