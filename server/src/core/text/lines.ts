/** Lines of a text, with Unix or Windows line breaks. */

export const startOfLine = (text: string, offset: number): number =>
  offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;

/** Returns the end of the line, before its line break. */
export function endOfLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  const end = lineBreak < 0 ? text.length : lineBreak;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** Returns the start of the next line, or the end of the text when there is none. */
export function startOfNextLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** Returns the text of the line above the one that begins at `start`. */
export const textOfLineAbove = (text: string, start: number): string =>
  start > 0 ? text.slice(startOfLine(text, start - 1), start - 1) : '';

/** Returns the indentation of the line that begins at `start`. */
export const indentOf = (text: string, start: number): string =>
  /^[ \t]*/.exec(text.slice(start, start + 500))?.[0] ?? '';

/** Returns the start of the spaces and tabs directly before an offset. */
export function startOfSpaces(text: string, offset: number): number {
  let start = offset;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  return start;
}

/** Returns the line break that a text uses. */
export const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/**
 * Returns the start of the line if only spaces, tabs and a byte order mark precede an offset on it, else undefined:
 * without a search through a long line.
 */
export function startOfOwnLine(text: string, offset: number): number | undefined {
  const start = startOfSpaces(text, offset);
  if (start === 1 && text[0] === '\uFEFF') return 0;
  return start === 0 || text[start - 1] === '\n' ? start : undefined;
}
