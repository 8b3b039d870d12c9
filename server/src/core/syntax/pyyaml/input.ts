/** Where PyYAML's scanner is in the text. A NUL behind the end saves every look beyond it, as in PyYAML itself. */
export interface Input {
  readonly text: string;
  at: number;
  /** Where the line of `at` begins; a byte order mark has no width. */
  lineStart: number;
}

/** Why PyYAML refuses a text, or what it holds. Thrown where reading cannot go on. */
export class ParseError extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** Only we give up here; Python would go on. */
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

/** Letters, digits, dash and underscore: what names of anchors and tag handles are made of. */
export const isNameCharacter = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 45 || code === 95;

export const codeAt = (input: Input): number => input.text.charCodeAt(input.at);
export const columnOf = (input: Input): number => input.at - input.lineStart;

/** Takes a line break and gives what it is worth: `\n` but for the two separators of Unicode. Nothing: an empty text. */
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

/** What may stand behind the header of a block scalar or a directive: blanks, a comment, the end of the line. */
export function skipRestOfLine(input: Input, construct: string): void {
  skipSpaces(input);
  if (codeAt(input) === 35) skipToLineBreak(input);
  if (!isLineBreakOrEnd(codeAt(input))) {
    throw new ParseError(`only a comment may stand behind ${construct}, not ${describeCharacter(input)}`, input.at);
  }
  scanLineBreak(input);
}

/** `---` or `...` with a blank behind, which begins or ends a document wherever a line begins. */
export function isDocumentMark(input: Input, mark: '---' | '...'): boolean {
  return input.text.startsWith(mark, input.at) && isWhitespaceOrEnd(input.text.charCodeAt(input.at + 3));
}

export const isAnyDocumentMark = (input: Input): boolean =>
  isDocumentMark(input, '---') || isDocumentMark(input, '...');

/** The character at hand, for a message. */
export function describeCharacter(input: Input): string {
  const code = codeAt(input);
  if (code === 0) return 'the end of the text';
  if (code === TAB) return 'a tab';
  if (isLineBreak(code)) return 'the end of the line';
  return `\`${String.fromCodePoint(input.text.codePointAt(input.at) ?? 0)}\``;
}
