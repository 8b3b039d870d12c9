/** Length limit of a text that a cluster sent and that is shown in one line, in characters. */
const MAX_LINE_LENGTH = 600;

/** Control characters, line separators, and marks that change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** Converts a text that a cluster sent to one line without control characters, which may be cut. */
export function toOneLine(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LINE_LENGTH)
    .replace(INVISIBLE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH - 1)}…` : line;
}
