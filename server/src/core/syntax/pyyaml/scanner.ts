import { columnOf, ParseError } from './input';
import type { ScannerContext } from './scanScalar';
import { createToken, type Token, type TokenKind } from './token';

interface PossibleKey {
  tokenNumber: number;
  /** Only a key is valid here. */
  required: boolean;
  at: number;
  lineStart: number;
  /** The number of surrogate pairs before it. */
  pairs: number;
}

/** State of the scanner: position, open collections, and tokens that may turn out to be keys. */
export interface Scanner extends ScannerContext {
  tokens: Token[];
  /** The indentations of the collections around the current one. */
  indents: number[];
  /** The possible key of each bracket depth; `lowestKey` is a depth below which there is none. */
  keys: (PossibleKey | undefined)[];
  lowestKey: number;
  /** The surrogate pairs before an offset: characters of two UTF-16 units. */
  pairs: { count: number; until: number };
}

export function addToken(scanner: Scanner, kind: TokenKind, start: number, end = scanner.at): Token {
  const token = createToken(kind, start, end);
  scanner.tokens.push(token);
  return token;
}

/** Consumes `length` characters as a token. */
export function takeToken(scanner: Scanner, kind: TokenKind, length: number): true {
  const start = scanner.at;
  scanner.at += length;
  addToken(scanner, kind, start);
  return true;
}

function throwMissingColon(key: PossibleKey): never {
  throw new ParseError('a colon is missing after this key', key.at);
}

/** Drops possible keys that exceed their line or 1024 characters. Keys of outer brackets are older and expire first. */
export function dropStaleKeys(scanner: Scanner): void {
  const { keys, lineStart } = scanner;
  for (; scanner.lowestKey < keys.length; scanner.lowestKey++) {
    const key = keys[scanner.lowestKey];
    if (!key) continue;
    if (key.lineStart === lineStart && !isTooLong(scanner, key)) return;
    if (key.required) throwMissingColon(key);
    keys[scanner.lowestKey] = undefined;
  }
}

/** Returns the number of surrogate pairs before the current offset. Each part of the text is counted once. */
function countPairs({ text, at, pairs }: Scanner): number {
  for (; pairs.until < at; pairs.until++) {
    if ((text.codePointAt(pairs.until) ?? 0) > 0xffff) pairs.count++;
  }
  return pairs.count;
}

const isTooLong = (scanner: Scanner, key: PossibleKey): boolean =>
  scanner.at - key.at > 1024 && scanner.at - key.at - (countPairs(scanner) - key.pairs) > 1024;

/** Records that the next token may turn out to begin a key. */
export function savePossibleKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return;
  const required = scanner.flow === 0 && scanner.indent === columnOf(scanner);
  dropPossibleKey(scanner);
  scanner.lowestKey = Math.min(scanner.lowestKey, scanner.flow);
  scanner.keys[scanner.flow] = {
    tokenNumber: scanner.tokens.length,
    required,
    at: scanner.at,
    lineStart: scanner.lineStart,
    pairs: countPairs(scanner),
  };
}

export function dropPossibleKey(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow];
  if (!key) return;
  if (key.required) throwMissingColon(key);
  scanner.keys[scanner.flow] = undefined;
}

/** Ends the collections that are indented further than a column. */
export function unwindIndent(scanner: Scanner, column: number): void {
  if (scanner.flow > 0) return;
  while (scanner.indent > column) {
    scanner.indent = scanner.indents.pop() ?? -1;
    addToken(scanner, 'blockEnd', scanner.at);
  }
}

/** Begins a new collection when the column is deeper than all open ones. Returns whether it did. */
export function addIndent(scanner: Scanner, column: number): boolean {
  if (scanner.indent >= column) return false;
  scanner.indents.push(scanner.indent);
  scanner.indent = column;
  return true;
}

/** Inserts the token of a key before the tokens of its content; for the first key also the token of its map. */
export function insertKey(tokens: Token[], key: PossibleKey, startsMapping: boolean): void {
  const createKeyToken = (kind: TokenKind): Token => createToken(kind, key.at, key.at);
  if (startsMapping) tokens.splice(key.tokenNumber, 0, createKeyToken('blockMapping'), createKeyToken('key'));
  else tokens.splice(key.tokenNumber, 0, createKeyToken('key'));
}
