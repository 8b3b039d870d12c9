import {
  codeAt,
  columnOf,
  describeCharacter,
  type Input,
  isAnyDocumentMark,
  isLineBreak,
  isLineBreakOrEnd,
  isSpaceOrEnd,
  isWhitespaceOrEnd,
  ParseError,
  SPACE,
  scanLineBreak,
  skipRestOfLine,
  skipToLineBreak,
  TAB,
} from './input';

/**
 * A plain, quoted or block scalar as PyYAML's scanner reads it. It deviates from YAML 1.1: a plain scalar ends at a tab,
 * and inside brackets at any `?`; quoted text needs no indentation.
 * Source: PyYAML lib/yaml/scanner.py.
 */
export interface ScannedScalar {
  text: string;
  /** Offset after its last character. */
  end: number;
  /** It contains a lone surrogate, which Python keeps but cannot encode. */
  hasLoneSurrogate?: true;
}

/** The scanner state that a plain scalar depends on. It also sets whether a key may begin after it. */
export interface ScannerContext extends Input {
  indent: number;
  /** Number of open brackets. */
  flow: number;
  keyAllowed: boolean;
}

const isFlowIndicator = (code: number): boolean =>
  code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;

/** Whether a colon ends a plain scalar: before whitespace, and inside brackets also before `,[]{}`. */
const endsAtColon = (next: number, inFlow: boolean): boolean =>
  isWhitespaceOrEnd(next) || (inFlow && next !== 63 && isFlowIndicator(next));

export function scanPlain(input: ScannerContext): ScannedScalar {
  const { text } = input;
  const inFlow = input.flow > 0;
  let value = '';
  let end = input.at;
  let spaces = '';
  while (codeAt(input) !== 35) {
    const from = input.at;
    let at = from;
    for (let code = text.charCodeAt(at); !isWhitespaceOrEnd(code); code = text.charCodeAt(++at)) {
      if (code === 58 && endsAtColon(text.charCodeAt(at + 1), inFlow)) break;
      if (inFlow && isFlowIndicator(code)) break;
    }
    if (at === from) break;
    input.at = at;
    input.keyAllowed = false;
    value += spaces + text.slice(from, at);
    end = at;
    spaces = scanPlainSpaces(input);
    if (spaces === '' || (!inFlow && columnOf(input) <= input.indent)) break;
  }
  return { text: value, end };
}

/**
 * Scans whitespace inside a plain scalar: spaces stay, one line break becomes a space, each further one a line break.
 */
function scanPlainSpaces(input: ScannerContext): string {
  const from = input.at;
  while (codeAt(input) === SPACE) input.at++;
  if (!isLineBreak(codeAt(input))) return input.text.slice(from, input.at);
  const first = scanLineBreak(input);
  input.keyAllowed = true;
  let breaks = '';
  for (let isAtLineStart = true; ; ) {
    if (isAtLineStart && isAnyDocumentMark(input)) return '';
    isAtLineStart = false;
    if (codeAt(input) === SPACE) input.at++;
    else if (isLineBreak(codeAt(input))) {
      breaks += scanLineBreak(input);
      isAtLineStart = true;
    } else break;
  }
  return foldLineBreaks(first, breaks);
}

const foldLineBreaks = (first: string, breaks: string): string =>
  first !== '\n' ? first + breaks : breaks === '' ? ' ' : breaks;

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '\\': '\\',
  '/': '/',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTH: Record<string, number> = { x: 2, u: 4, U: 8 };

/** The error of a quote that nothing in the rest of the text closes. */
export const OPEN_QUOTE = 'the quote is never closed';

export function scanFlowScalar(input: Input): ScannedScalar {
  const quote = codeAt(input);
  const start = input.at++;
  const scalar: ScannedScalar = { text: '', end: 0 };
  scanFlowScalarNonSpaces(input, quote, scalar, start);
  while (codeAt(input) !== quote) {
    scalar.text += scanFlowScalarSpaces(input, start);
    scanFlowScalarNonSpaces(input, quote, scalar, start);
  }
  scalar.end = ++input.at;
  return scalar;
}

/** Scans up to the closing quote or to whitespace. */
function scanFlowScalarNonSpaces(input: Input, quote: number, scalar: ScannedScalar, start: number): void {
  const { text } = input;
  const isDouble = quote === 34;
  for (;;) {
    const from = input.at;
    let at = from;
    let code = text.charCodeAt(at);
    while (!isWhitespaceOrEnd(code) && code !== quote && !(isDouble && code === 92)) code = text.charCodeAt(++at);
    scalar.text += text.slice(from, at);
    input.at = at;
    if (!isDouble && code === quote && text.charCodeAt(at + 1) === quote) {
      scalar.text += "'";
      input.at += 2;
    } else if (isDouble && code === 92) {
      input.at++;
      scanEscape(input, scalar, start);
    } else return;
  }
}

function scanEscape(input: Input, scalar: ScannedScalar, start: number): void {
  const letter = input.text[input.at] ?? '';
  const replacement = codeAt(input) === 0 ? undefined : ESCAPES[letter];
  const length = HEX_LENGTH[letter];
  if (replacement !== undefined) {
    scalar.text += replacement;
    input.at++;
  } else if (length !== undefined) {
    const digits = input.text.slice(input.at + 1, input.at + 1 + length);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length) {
      throw new ParseError(`\`\\${letter}\` needs ${length} hexadecimal digits`, input.at - 1);
    }
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw new ParseError(`there is no character \\${letter}${digits}`, input.at - 1);
    if (code >= 0xd800 && code <= 0xdfff) scalar.hasLoneSurrogate = true;
    scalar.text += String.fromCodePoint(code);
    input.at += 1 + length;
  } else if (isLineBreak(codeAt(input))) {
    scanLineBreak(input);
    scalar.text += scanFlowScalarBreaks(input, start);
  } else {
    throw new ParseError(`\`\\${letter}\` is not a valid escape`, input.at - 1);
  }
}

function scanFlowScalarSpaces(input: Input, start: number): string {
  const from = input.at;
  skipWhitespace(input);
  const code = codeAt(input);
  if (code === 0) throw new ParseError(OPEN_QUOTE, start);
  if (!isLineBreak(code)) return input.text.slice(from, input.at);
  const first = scanLineBreak(input);
  return foldLineBreaks(first, scanFlowScalarBreaks(input, start));
}

function scanFlowScalarBreaks(input: Input, start: number): string {
  let breaks = '';
  for (;;) {
    if (isAnyDocumentMark(input)) throw new ParseError('the quote is not closed before the end of the document', start);
    skipWhitespace(input);
    if (!isLineBreak(codeAt(input))) return breaks;
    breaks += scanLineBreak(input);
  }
}

function skipWhitespace(input: Input): void {
  for (let code = codeAt(input); code === SPACE || code === TAB; code = codeAt(input)) input.at++;
}

/** Scans the text after `|` or `>`; `indent` is that of the enclosing collection. */
export function scanBlockScalar(input: Input, indent: number): ScannedScalar {
  const isFolded = codeAt(input) === 62;
  input.at++;
  const { keep, strip, increment } = scanBlockScalarIndicators(input);
  let end = input.at;
  skipRestOfLine(input, 'the header of a block scalar');
  const minIndent = Math.max(1, indent + 1);
  const detected = increment === undefined ? scanBlockScalarIndentation(input, minIndent) : undefined;
  const textIndent = detected?.indent ?? minIndent + (increment ?? 0) - 1;
  let breaks = detected?.breaks ?? scanBlockScalarBreaks(input, textIndent);
  let lineBreak = '';
  let value = '';
  while (columnOf(input) === textIndent && codeAt(input) !== 0) {
    value += breaks;
    const isText = codeAt(input) !== SPACE && codeAt(input) !== TAB;
    const from = input.at;
    skipToLineBreak(input);
    value += input.text.slice(from, input.at);
    end = input.at;
    lineBreak = scanLineBreak(input);
    breaks = scanBlockScalarBreaks(input, textIndent);
    if (columnOf(input) !== textIndent || codeAt(input) === 0) break;
    const isNextText = codeAt(input) !== SPACE && codeAt(input) !== TAB;
    if (isFolded && lineBreak === '\n' && isText && isNextText) value += breaks === '' ? ' ' : '';
    else value += lineBreak;
  }
  if (!strip) value += lineBreak;
  if (keep) value += breaks;
  return { text: value, end };
}

function scanBlockScalarIndicators(input: Input): { keep: boolean; strip: boolean; increment: number | undefined } {
  const indicators = /^(?:[+-]\d?|\d[+-]?)?/.exec(input.text.slice(input.at, input.at + 2))?.[0] ?? '';
  const digit = /\d/.exec(indicators)?.[0];
  input.at += indicators.length;
  if (digit === '0')
    throw new ParseError('the indentation of a block scalar must be a number from 1 to 9', input.at - 1);
  if (!isSpaceOrEnd(codeAt(input))) {
    throw new ParseError(`${describeCharacter(input)} is not allowed in the header of a block scalar`, input.at);
  }
  const increment = digit === undefined ? undefined : Number(digit);
  return { keep: indicators.includes('+'), strip: indicators.includes('-'), increment };
}

/** Determines the indentation from the first line that is not empty, or from the widest empty one. */
function scanBlockScalarIndentation(input: Input, minIndent: number): { breaks: string; indent: number } {
  let breaks = '';
  let maxIndent = 0;
  for (let code = codeAt(input); code === SPACE || isLineBreak(code); code = codeAt(input)) {
    if (code === SPACE) {
      input.at++;
      maxIndent = Math.max(maxIndent, columnOf(input));
    } else breaks += scanLineBreak(input);
  }
  return { breaks, indent: Math.max(minIndent, maxIndent) };
}

function scanBlockScalarBreaks(input: Input, indent: number): string {
  let breaks = '';
  for (;;) {
    while (columnOf(input) < indent && codeAt(input) === SPACE) input.at++;
    if (isLineBreakOrEnd(codeAt(input)) && codeAt(input) !== 0) breaks += scanLineBreak(input);
    else return breaks;
  }
}
