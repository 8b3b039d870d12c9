import {
  codeAt,
  column,
  isBlankOrEnd,
  isDocumentMark,
  Refused,
  SPACE,
  shown,
  skipToBreak,
  TAB,
  takeBreak,
} from './input';
import { anchorName, directiveOf, tagOf } from './property';
import { add, dropKey, dropStaleKeys, indentTo, insertKey, mayBeKey, type Scanner, take, unwind } from './scanner';
import type { Token, TokenKind } from './token';
import { blockWord, plainWord, quotedWord, type Word } from './word';

interface Scan {
  tokens: Token[];
  /** Why the scanner stopped early. The tokens are those up to there. */
  refused: Refused | undefined;
}

/**
 * PyYAML's scanner: the tokens of a text that ends with NUL, from an offset at which a line begins. A key is only known
 * as one when its colon is found, on the same line and within 1024 characters; its token is then put in where it began.
 * Source: PyYAML lib/yaml/scanner.py.
 */
export function scan(text: string, from: number): Scan {
  const at = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  const scanner: Scanner = {
    text,
    at,
    lineStart: at,
    indent: -1,
    flow: 0,
    keyAllowed: true,
    tokens: [],
    indents: [],
    keys: [],
    lowestKey: 0,
    hasPairs: /[\ud800-\udbff]/.test(text),
  };
  try {
    while (next(scanner));
    return { tokens: scanner.tokens, refused: undefined };
  } catch (error) {
    if (error instanceof Refused) return { tokens: scanner.tokens, refused: error };
    throw error;
  }
}

/** Reads one more token, with those that its indentation or its colon calls for. False at the end of the text. */
function next(scanner: Scanner): boolean {
  toNextToken(scanner);
  dropStaleKeys(scanner);
  unwind(scanner, column(scanner));
  const code = codeAt(scanner);
  const isFirst = scanner.at === scanner.lineStart;
  if (code === 0) return atEnd(scanner);
  if (isFirst && code === 37) return directive(scanner);
  if (isFirst && code === 45 && isDocumentMark(scanner, '---')) return documentMark(scanner, 'documentStart');
  if (isFirst && code === 46 && isDocumentMark(scanner, '...')) return documentMark(scanner, 'documentEnd');
  if (code === 91) return openFlow(scanner, 'flowSequence');
  if (code === 123) return openFlow(scanner, 'flowMapping');
  if (code === 93) return closeFlow(scanner, 'flowSequenceEnd');
  if (code === 125) return closeFlow(scanner, 'flowMappingEnd');
  if (code === 44) return comma(scanner);
  const isBlankNext = isBlankOrEnd(scanner.text.charCodeAt(scanner.at + 1));
  if (code === 45 && isBlankNext) return item(scanner);
  if (code === 63 && (scanner.flow > 0 || isBlankNext)) return explicitKey(scanner);
  if (code === 58 && (scanner.flow > 0 || isBlankNext)) return colon(scanner);
  if (code === 42 || code === 38) return anchor(scanner, code === 42 ? 'alias' : 'anchor');
  if (code === 33) return tag(scanner);
  if ((code === 124 || code === 62) && scanner.flow === 0) return block(scanner);
  if (code === 39 || code === 34) return scalar(scanner, quotedWord, false);
  if (mayBeginPlain(scanner, code, isBlankNext)) return scalar(scanner, plainWord, true);
  throw new Refused(`${shown(scanner)} cannot begin a value${advice(code)}`, scanner.at);
}

const advice = (code: number): string =>
  code === TAB ? '; indent with blanks' : code === 64 || code === 96 || code === 37 ? '; put it in quotes' : '';

const NEVER_FIRST = ',[]{}#&*!|>\'"%@`';

/** A dash begins a plain word where no blank follows; so do `?` and `:`, but not inside brackets. */
function mayBeginPlain({ flow }: Scanner, code: number, isBlankNext: boolean): boolean {
  if (isBlankOrEnd(code)) return false;
  if (code === 45) return !isBlankNext;
  if (code === 63 || code === 58) return !isBlankNext && flow === 0;
  return code > 127 || !NEVER_FIRST.includes(String.fromCharCode(code));
}

/** Skips blanks, comments and line breaks; a tab is none of them. Behind a line break a key may begin. */
function toNextToken(scanner: Scanner): void {
  for (;;) {
    while (codeAt(scanner) === SPACE) scanner.at++;
    if (codeAt(scanner) === 35) skipToBreak(scanner);
    if (takeBreak(scanner) === '') return;
    if (scanner.flow === 0) scanner.keyAllowed = true;
  }
}

function atEnd(scanner: Scanner): false {
  unwind(scanner, -1);
  dropKey(scanner);
  add(scanner, 'end', scanner.at);
  return false;
}

function directive(scanner: Scanner): true {
  unwind(scanner, -1);
  dropKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const { name, handle, value } = directiveOf(scanner);
  Object.assign(add(scanner, 'directive', start), { text: name, said: { handle, value } });
  return true;
}

function documentMark(scanner: Scanner, kind: TokenKind): true {
  unwind(scanner, -1);
  dropKey(scanner);
  scanner.keyAllowed = false;
  return take(scanner, kind, 3);
}

function openFlow(scanner: Scanner, kind: TokenKind): true {
  mayBeKey(scanner);
  scanner.flow++;
  scanner.keyAllowed = true;
  return take(scanner, kind, 1);
}

function closeFlow(scanner: Scanner, kind: TokenKind): true {
  dropKey(scanner);
  if (scanner.flow === 0) throw new Refused(`${shown(scanner)} closes nothing`, scanner.at);
  scanner.flow--;
  scanner.keyAllowed = false;
  return take(scanner, kind, 1);
}

function comma(scanner: Scanner): true {
  scanner.keyAllowed = true;
  dropKey(scanner);
  return take(scanner, 'comma', 1);
}

function item(scanner: Scanner): true {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new Refused('a list item cannot begin here', scanner.at);
    if (indentTo(scanner, column(scanner))) add(scanner, 'blockSequence', scanner.at);
  }
  scanner.keyAllowed = true;
  dropKey(scanner);
  return take(scanner, 'item', 1);
}

function explicitKey(scanner: Scanner): true {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new Refused('a key cannot begin here', scanner.at);
    if (indentTo(scanner, column(scanner))) add(scanner, 'blockMapping', scanner.at);
  }
  scanner.keyAllowed = scanner.flow === 0;
  dropKey(scanner);
  return take(scanner, 'key', 1);
}

function colon(scanner: Scanner): true {
  const key = scanner.keys[scanner.flow];
  if (key) {
    scanner.keys[scanner.flow] = undefined;
    const begins = scanner.flow === 0 && indentTo(scanner, key.at - key.lineStart);
    insertKey(scanner.tokens, key, begins);
    scanner.keyAllowed = false;
    return take(scanner, 'value', 1);
  }
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new Refused('a second `: ` in one value; put the value in quotes', scanner.at);
    if (indentTo(scanner, column(scanner))) add(scanner, 'blockMapping', scanner.at);
  }
  scanner.keyAllowed = scanner.flow === 0;
  dropKey(scanner);
  return take(scanner, 'value', 1);
}

function anchor(scanner: Scanner, kind: TokenKind): true {
  mayBeKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const text = anchorName(scanner);
  add(scanner, kind, start).text = text;
  return true;
}

function tag(scanner: Scanner): true {
  mayBeKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const { handle, suffix } = tagOf(scanner);
  Object.assign(add(scanner, 'tag', start), { text: suffix, said: { handle, value: '' } });
  return true;
}

function block(scanner: Scanner): true {
  scanner.keyAllowed = true;
  dropKey(scanner);
  const start = scanner.at;
  return addWord(scanner, start, blockWord(scanner, scanner.indent), false);
}

function scalar(scanner: Scanner, read: (scanner: Scanner) => Word, plain: boolean): true {
  mayBeKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  return addWord(scanner, start, read(scanner), plain);
}

function addWord(scanner: Scanner, start: number, word: Word, plain: boolean): true {
  const token = add(scanner, 'scalar', start, word.end);
  token.text = word.text;
  token.plain = plain;
  token.half = word.half === true;
  return true;
}
