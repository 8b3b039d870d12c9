import {
  codeAt,
  column,
  type Input,
  isAnyDocumentMark,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isSpaceOrEnd,
  Refused,
  SPACE,
  shown,
  skipRestOfLine,
  skipToBreak,
  TAB,
  takeBreak,
} from './input';

/**
 * Plain, quoted and block scalars as PyYAML's scanner reads them. It follows YAML 1.1 with ways of its own: a plain
 * word ends at a tab, and inside brackets at any `?`; quoted text needs no indentation.
 * Source: PyYAML lib/yaml/scanner.py.
 */
export interface Word {
  text: string;
  /** Behind the last character that belongs to it. */
  end: number;
  /** It holds half a character, which Python keeps but cannot hand on. */
  half?: true;
}

/** What a plain word must know of its surroundings, and tells them: whether a key may begin behind it. */
export interface Surroundings extends Input {
  indent: number;
  /** How many brackets are open. */
  flow: number;
  keyAllowed: boolean;
}

const isFlowSign = (code: number): boolean =>
  code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;

/** A colon ends a plain word when a blank follows, and inside brackets also in front of `,[]{}`. */
const endsAtColon = (next: number, inFlow: boolean): boolean =>
  isBlankOrEnd(next) || (inFlow && next !== 63 && isFlowSign(next));

export function plainWord(input: Surroundings): Word {
  const { text } = input;
  const inFlow = input.flow > 0;
  let value = '';
  let end = input.at;
  let blanks = '';
  while (codeAt(input) !== 35) {
    const from = input.at;
    let at = from;
    for (let code = text.charCodeAt(at); !isBlankOrEnd(code); code = text.charCodeAt(++at)) {
      if (code === 58 && endsAtColon(text.charCodeAt(at + 1), inFlow)) break;
      if (inFlow && isFlowSign(code)) break;
    }
    if (at === from) break;
    input.at = at;
    input.keyAllowed = false;
    value += blanks + text.slice(from, at);
    end = at;
    blanks = plainBlanks(input);
    if (blanks === '' || (!inFlow && column(input) <= input.indent)) break;
  }
  return { text: value, end };
}

/** Blanks inside a plain word: spaces as they are, one line break as a blank, each further one as a line break. */
function plainBlanks(input: Surroundings): string {
  const from = input.at;
  while (codeAt(input) === SPACE) input.at++;
  if (!isBreak(codeAt(input))) return input.text.slice(from, input.at);
  const first = takeBreak(input);
  input.keyAllowed = true;
  let breaks = '';
  for (let atStart = true; ; ) {
    if (atStart && isAnyDocumentMark(input)) return '';
    atStart = false;
    if (codeAt(input) === SPACE) input.at++;
    else if (isBreak(codeAt(input))) {
      breaks += takeBreak(input);
      atStart = true;
    } else break;
  }
  return folded(first, breaks);
}

const folded = (first: string, breaks: string): string =>
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

export function quotedWord(input: Input): Word {
  const quote = codeAt(input);
  const start = input.at++;
  const word: Word = { text: '', end: 0 };
  quotedLetters(input, quote, word, start);
  while (codeAt(input) !== quote) {
    word.text += quotedBlanks(input, start);
    quotedLetters(input, quote, word, start);
  }
  word.end = ++input.at;
  return word;
}

/** Everything up to the closing quote or to a blank. */
function quotedLetters(input: Input, quote: number, word: Word, start: number): void {
  const { text } = input;
  const isDouble = quote === 34;
  for (;;) {
    const from = input.at;
    let at = from;
    let code = text.charCodeAt(at);
    while (!isBlankOrEnd(code) && code !== quote && !(isDouble && code === 92)) code = text.charCodeAt(++at);
    word.text += text.slice(from, at);
    input.at = at;
    if (!isDouble && code === quote && text.charCodeAt(at + 1) === quote) {
      word.text += "'";
      input.at += 2;
    } else if (isDouble && code === 92) {
      input.at++;
      escaped(input, word, start);
    } else return;
  }
}

function escaped(input: Input, word: Word, start: number): void {
  const letter = input.text[input.at] ?? '';
  const plain = codeAt(input) === 0 ? undefined : ESCAPES[letter];
  const length = HEX_LENGTH[letter];
  if (plain !== undefined) {
    word.text += plain;
    input.at++;
  } else if (length !== undefined) {
    const digits = input.text.slice(input.at + 1, input.at + 1 + length);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length) {
      throw new Refused(`\`\\${letter}\` needs ${length} hexadecimal digits`, input.at - 1);
    }
    const code = Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw new Refused(`there is no character \\${letter}${digits}`, input.at - 1);
    if (code >= 0xd800 && code <= 0xdfff) word.half = true;
    word.text += String.fromCodePoint(code);
    input.at += 1 + length;
  } else if (isBreak(codeAt(input))) {
    takeBreak(input);
    word.text += quotedBreaks(input, start);
  } else {
    throw new Refused(`\`\\${letter}\` is no escape`, input.at - 1);
  }
}

function quotedBlanks(input: Input, start: number): string {
  const from = input.at;
  skipBlanks(input);
  const code = codeAt(input);
  if (code === 0) throw new Refused('the quote is never closed', start);
  if (!isBreak(code)) return input.text.slice(from, input.at);
  const first = takeBreak(input);
  return folded(first, quotedBreaks(input, start));
}

function quotedBreaks(input: Input, start: number): string {
  let breaks = '';
  for (;;) {
    if (isAnyDocumentMark(input)) throw new Refused('the quote is not closed before the end of the document', start);
    skipBlanks(input);
    if (!isBreak(codeAt(input))) return breaks;
    breaks += takeBreak(input);
  }
}

function skipBlanks(input: Input): void {
  for (let code = codeAt(input); code === SPACE || code === TAB; code = codeAt(input)) input.at++;
}

/** Text behind `|` or `>`: `indent` is that of the collection around it. */
export function blockWord(input: Input, indent: number): Word {
  const isFolded = codeAt(input) === 62;
  input.at++;
  const { keep, strip, increment } = blockHeader(input);
  let end = input.at;
  skipRestOfLine(input, 'the head of a block of text');
  const least = Math.max(1, indent + 1);
  const lead = increment === undefined ? blockIndent(input, least) : undefined;
  const inner = lead?.indent ?? least + (increment ?? 0) - 1;
  let breaks = lead?.breaks ?? blockBreaks(input, inner);
  let lineBreak = '';
  let value = '';
  while (column(input) === inner && codeAt(input) !== 0) {
    value += breaks;
    const isText = codeAt(input) !== SPACE && codeAt(input) !== TAB;
    const from = input.at;
    skipToBreak(input);
    value += input.text.slice(from, input.at);
    end = input.at;
    lineBreak = takeBreak(input);
    breaks = blockBreaks(input, inner);
    if (column(input) !== inner || codeAt(input) === 0) break;
    const isNextText = codeAt(input) !== SPACE && codeAt(input) !== TAB;
    if (isFolded && lineBreak === '\n' && isText && isNextText) value += breaks === '' ? ' ' : '';
    else value += lineBreak;
  }
  if (!strip) value += lineBreak;
  if (keep) value += breaks;
  return { text: value, end };
}

function blockHeader(input: Input): { keep: boolean; strip: boolean; increment: number | undefined } {
  const head = /^(?:[+-]\d?|\d[+-]?)?/.exec(input.text.slice(input.at, input.at + 2))?.[0] ?? '';
  const digit = /\d/.exec(head)?.[0];
  input.at += head.length;
  if (digit === '0') throw new Refused('the indentation of a block of text is a number from 1 to 9', input.at - 1);
  if (!isSpaceOrEnd(codeAt(input))) {
    throw new Refused(`${shown(input)} cannot stand in the head of a block of text`, input.at);
  }
  const increment = digit === undefined ? undefined : Number(digit);
  return { keep: head.includes('+'), strip: head.includes('-'), increment };
}

/** The indentation of the first line that is not empty, or of the widest empty one. */
function blockIndent(input: Input, least: number): { breaks: string; indent: number } {
  let breaks = '';
  let widest = 0;
  for (let code = codeAt(input); code === SPACE || isBreak(code); code = codeAt(input)) {
    if (code === SPACE) {
      input.at++;
      widest = Math.max(widest, column(input));
    } else breaks += takeBreak(input);
  }
  return { breaks, indent: Math.max(least, widest) };
}

function blockBreaks(input: Input, indent: number): string {
  let breaks = '';
  for (;;) {
    while (column(input) < indent && codeAt(input) === SPACE) input.at++;
    if (isBreakOrEnd(codeAt(input)) && codeAt(input) !== 0) breaks += takeBreak(input);
    else return breaks;
  }
}
