import {
  codeAt,
  columnOf,
  describeCharacter,
  isDocumentMark,
  isWhitespaceOrEnd,
  ParseError,
  SPACE,
  scanLineBreak,
  skipToLineBreak,
  TAB,
} from './input';
import {
  addIndent,
  addToken,
  dropPossibleKey,
  dropStaleKeys,
  insertKey,
  type Scanner,
  savePossibleKey,
  takeToken,
  unwindIndent,
} from './scanner';
import { scanAnchorName, scanDirective, scanTag } from './scanProperties';
import { OPEN_QUOTE, type ScannedScalar, scanBlockScalar, scanFlowScalar, scanPlain } from './scanScalar';
import type { Token, TokenKind } from './token';

interface Scan {
  tokens: Token[];
  /** The error that stopped the scanner early. The tokens end before it. */
  error: ParseError | undefined;
  /** A bracket or a quote is open where the scanner stopped. */
  isOpen: boolean;
}

/**
 * PyYAML's scanner: returns the tokens of a text that ends with NUL, from the start of a line on. A key is recognized
 * at its colon, on the same line and within 1024 characters; its token is then inserted where the key began.
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
    pairs: { count: 0, until: at },
  };
  try {
    while (fetchMoreTokens(scanner));
    return { tokens: scanner.tokens, error: undefined, isOpen: scanner.flow > 0 };
  } catch (error) {
    if (error instanceof ParseError)
      return { tokens: scanner.tokens, error, isOpen: scanner.flow > 0 || error.message === OPEN_QUOTE };
    throw error;
  }
}

/**
 * Scans one more token, with the tokens implied by its indentation or its colon. Returns false at the end of the text.
 */
function fetchMoreTokens(scanner: Scanner): boolean {
  scanToNextToken(scanner);
  dropStaleKeys(scanner);
  unwindIndent(scanner, columnOf(scanner));
  const code = codeAt(scanner);
  const isFirst = scanner.at === scanner.lineStart;
  if (code === 0) return fetchStreamEnd(scanner);
  if (isFirst && code === 37) return fetchDirective(scanner);
  if (isFirst && code === 45 && isDocumentMark(scanner, '---')) return fetchDocumentIndicator(scanner, 'documentStart');
  if (isFirst && code === 46 && isDocumentMark(scanner, '...')) return fetchDocumentIndicator(scanner, 'documentEnd');
  if (code === 91) return fetchFlowCollectionStart(scanner, 'flowSequence');
  if (code === 123) return fetchFlowCollectionStart(scanner, 'flowMapping');
  if (code === 93) return fetchFlowCollectionEnd(scanner, 'flowSequenceEnd');
  if (code === 125) return fetchFlowCollectionEnd(scanner, 'flowMappingEnd');
  if (code === 44) return fetchFlowEntry(scanner);
  const isWhitespaceNext = isWhitespaceOrEnd(scanner.text.charCodeAt(scanner.at + 1));
  if (code === 45 && isWhitespaceNext) return fetchBlockEntry(scanner);
  if (code === 63 && (scanner.flow > 0 || isWhitespaceNext)) return fetchKey(scanner);
  if (code === 58 && (scanner.flow > 0 || isWhitespaceNext)) return fetchValue(scanner);
  if (code === 42 || code === 38) return fetchAnchor(scanner, code === 42 ? 'alias' : 'anchor');
  if (code === 33) return fetchTag(scanner);
  if ((code === 124 || code === 62) && scanner.flow === 0) return fetchBlockScalar(scanner);
  if (code === 39 || code === 34) return fetchScalar(scanner, scanFlowScalar, false);
  if (canBeginPlain(scanner, code, isWhitespaceNext)) return fetchScalar(scanner, scanPlain, true);
  throw new ParseError(`${describeCharacter(scanner)} cannot begin a value${suggestFix(code)}`, scanner.at);
}

const suggestFix = (code: number): string =>
  code === TAB ? '; indent with spaces' : code === 64 || code === 96 || code === 37 ? '; put it in quotes' : '';

const INDICATORS = ',[]{}#&*!|>\'"%@`';

/** Whether a plain scalar can begin here: with a dash if no space follows; outside of brackets also with `?` or `:`. */
function canBeginPlain({ flow }: Scanner, code: number, isWhitespaceNext: boolean): boolean {
  if (isWhitespaceOrEnd(code)) return false;
  if (code === 45) return !isWhitespaceNext;
  if (code === 63 || code === 58) return !isWhitespaceNext && flow === 0;
  return code > 127 || !INDICATORS.includes(String.fromCharCode(code));
}

/** Skips spaces, comments and line breaks, but not tabs. After a line break a key may begin. */
function scanToNextToken(scanner: Scanner): void {
  for (;;) {
    while (codeAt(scanner) === SPACE) scanner.at++;
    if (codeAt(scanner) === 35) skipToLineBreak(scanner);
    if (scanLineBreak(scanner) === '') return;
    if (scanner.flow === 0) scanner.keyAllowed = true;
  }
}

function fetchStreamEnd(scanner: Scanner): false {
  unwindIndent(scanner, -1);
  dropPossibleKey(scanner);
  addToken(scanner, 'end', scanner.at);
  return false;
}

function fetchDirective(scanner: Scanner): true {
  unwindIndent(scanner, -1);
  dropPossibleKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const { name, handle, value } = scanDirective(scanner);
  Object.assign(addToken(scanner, 'directive', start), { text: name, details: { handle, value } });
  return true;
}

function fetchDocumentIndicator(scanner: Scanner, kind: TokenKind): true {
  unwindIndent(scanner, -1);
  dropPossibleKey(scanner);
  scanner.keyAllowed = false;
  return takeToken(scanner, kind, 3);
}

function fetchFlowCollectionStart(scanner: Scanner, kind: TokenKind): true {
  savePossibleKey(scanner);
  scanner.flow++;
  scanner.keyAllowed = true;
  return takeToken(scanner, kind, 1);
}

function fetchFlowCollectionEnd(scanner: Scanner, kind: TokenKind): true {
  dropPossibleKey(scanner);
  if (scanner.flow === 0)
    throw new ParseError(`${describeCharacter(scanner)} has no matching opening bracket`, scanner.at);
  scanner.flow--;
  scanner.keyAllowed = false;
  return takeToken(scanner, kind, 1);
}

function fetchFlowEntry(scanner: Scanner): true {
  scanner.keyAllowed = true;
  dropPossibleKey(scanner);
  return takeToken(scanner, 'comma', 1);
}

function fetchBlockEntry(scanner: Scanner): true {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new ParseError('a list item cannot begin here', scanner.at);
    if (addIndent(scanner, columnOf(scanner))) addToken(scanner, 'blockSequence', scanner.at);
  }
  scanner.keyAllowed = true;
  dropPossibleKey(scanner);
  return takeToken(scanner, 'item', 1);
}

function fetchKey(scanner: Scanner): true {
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new ParseError('a key cannot begin here', scanner.at);
    if (addIndent(scanner, columnOf(scanner))) addToken(scanner, 'blockMapping', scanner.at);
  }
  scanner.keyAllowed = scanner.flow === 0;
  dropPossibleKey(scanner);
  return takeToken(scanner, 'key', 1);
}

function fetchValue(scanner: Scanner): true {
  const key = scanner.keys[scanner.flow];
  if (key) {
    scanner.keys[scanner.flow] = undefined;
    const startsMapping = scanner.flow === 0 && addIndent(scanner, key.at - key.lineStart);
    insertKey(scanner.tokens, key, startsMapping);
    scanner.keyAllowed = false;
    return takeToken(scanner, 'value', 1);
  }
  if (scanner.flow === 0) {
    if (!scanner.keyAllowed) throw new ParseError('a second `: ` in one value; put the value in quotes', scanner.at);
    if (addIndent(scanner, columnOf(scanner))) addToken(scanner, 'blockMapping', scanner.at);
  }
  scanner.keyAllowed = scanner.flow === 0;
  dropPossibleKey(scanner);
  return takeToken(scanner, 'value', 1);
}

function fetchAnchor(scanner: Scanner, kind: TokenKind): true {
  savePossibleKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const text = scanAnchorName(scanner);
  addToken(scanner, kind, start).text = text;
  return true;
}

function fetchTag(scanner: Scanner): true {
  savePossibleKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  const { handle, suffix } = scanTag(scanner);
  Object.assign(addToken(scanner, 'tag', start), { text: suffix, details: { handle, value: '' } });
  return true;
}

function fetchBlockScalar(scanner: Scanner): true {
  scanner.keyAllowed = true;
  dropPossibleKey(scanner);
  const start = scanner.at;
  return addScalar(scanner, start, scanBlockScalar(scanner, scanner.indent), false);
}

function fetchScalar(scanner: Scanner, read: (scanner: Scanner) => ScannedScalar, plain: boolean): true {
  savePossibleKey(scanner);
  scanner.keyAllowed = false;
  const start = scanner.at;
  return addScalar(scanner, start, read(scanner), plain);
}

function addScalar(scanner: Scanner, start: number, scanned: ScannedScalar, plain: boolean): true {
  const token = addToken(scanner, 'scalar', start, scanned.end);
  token.text = scanned.text;
  token.plain = plain;
  token.hasLoneSurrogate = scanned.hasLoneSurrogate === true;
  return true;
}
