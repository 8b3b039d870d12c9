/** Position of PyYAML's scanner in the text. A NUL after the end avoids bounds checks, as in PyYAML itself. */
export interface Input {
  readonly text: string;
  at: number;
  /** Offset at which the line of `at` begins; a byte order mark has no width. */
  lineStart: number;
}

/** An error of PyYAML about a text or a value. Thrown when reading cannot continue. */
export class ParseError extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** The limit is our own; Python would continue. */
    readonly isOwnLimit = false,
  ) {
    super(message);
  }
}

export const SPACE = 32;
export const TAB = 9;

export const isLineBreak = (code: number): boolean =>
  code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
export const isLineBreakOrEnd = (code: number): boolean => code === 0 || isLineBreak(code);
export const isSpaceOrEnd = (code: number): boolean => code === SPACE || isLineBreakOrEnd(code);
export const isWhitespaceOrEnd = (code: number): boolean => code === TAB || isSpaceOrEnd(code);

/** Whether a character may occur in the name of an anchor or a tag handle: letters, digits, dash and underscore. */
export const isNameCharacter = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 45 || code === 95;

export const codeAt = (input: Input): number => input.text.charCodeAt(input.at);
export const columnOf = (input: Input): number => input.at - input.lineStart;

/**
 * Consumes a line break and returns its value: `\n`, or one of the two Unicode separators. Empty when there is none.
 */
export function scanLineBreak(input: Input): string {
  const code = codeAt(input);
  if (!isLineBreak(code)) return '';
  input.at += code === 13 && input.text.charCodeAt(input.at + 1) === 10 ? 2 : 1;
  input.lineStart = input.at;
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
}

export function skipSpaces(input: Input): void {
  while (codeAt(input) === SPACE) input.at++;
}

export function skipToLineBreak(input: Input): void {
  while (!isLineBreakOrEnd(codeAt(input))) input.at++;
}

/** Skips the rest of a line after the header of a block scalar or a directive: spaces, a comment, the line break. */
export function skipRestOfLine(input: Input, construct: string): void {
  skipSpaces(input);
  if (codeAt(input) === 35) skipToLineBreak(input);
  if (!isLineBreakOrEnd(codeAt(input))) {
    throw new ParseError(`only a comment may follow ${construct}, not ${describeCharacter(input)}`, input.at);
  }
  scanLineBreak(input);
}

/** Whether a mark followed by a space is at the current offset; at the start of a line it begins or ends a document. */
export function isDocumentMark(input: Input, mark: '---' | '...'): boolean {
  return input.text.startsWith(mark, input.at) && isWhitespaceOrEnd(input.text.charCodeAt(input.at + 3));
}

export const isAnyDocumentMark = (input: Input): boolean =>
  isDocumentMark(input, '---') || isDocumentMark(input, '...');

/** Describes the current character for a message. */
export function describeCharacter(input: Input): string {
  const code = codeAt(input);
  if (code === 0) return 'the end of the text';
  if (code === TAB) return 'a tab';
  if (isLineBreak(code)) return 'the end of the line';
  return `\`${String.fromCodePoint(input.text.codePointAt(input.at) ?? 0)}\``;
}
