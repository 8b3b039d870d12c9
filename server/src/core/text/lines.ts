/** The lines of a text. Both kinds of line breaks are known: that of Unix, and that of Windows. */

export const startOfLine = (text: string, offset: number): number =>
  offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;

/** Where the line ends, in front of its line break. */
export function endOfLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  const end = lineBreak < 0 ? text.length : lineBreak;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** Where the line below begins; the end of the text where there is none. */
export function startOfNextLine(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** The line above the one that begins here. */
export const textOfLineAbove = (text: string, start: number): string =>
  start > 0 ? text.slice(startOfLine(text, start - 1), start - 1) : '';

/** The blanks at the beginning of the line that begins here. */
export const indentOf = (text: string, start: number): string =>
  /^[ \t]*/.exec(text.slice(start, start + 500))?.[0] ?? '';

/** Where the blanks begin that stand in front of an offset, on its line. */
export function startOfSpaces(text: string, offset: number): number {
  let start = offset;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  return start;
}

/** The line break that a text is written with. */
export const lineBreakOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');
