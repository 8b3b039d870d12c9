import { columnOf, ParseError } from './input';
import { createToken, type Token, type TokenKind } from './token';
import type { ScannerContext } from './word';

interface PossibleKey {
  tokenNumber: number;
  /** Nothing but a key can stand here. */
  required: boolean;
  at: number;
  lineStart: number;
}

/** Where the scanner is, and what it remembers: open collections, and words that may turn out to be keys. */
export interface Scanner extends ScannerContext {
  tokens: Token[];
  /** The indentations of the collections around the current one. */
  indents: number[];
  /** The possible key of each depth of brackets, and a depth below which there is none. */
  keys: (PossibleKey | undefined)[];
  lowestKey: number;
  /** Some characters of the text are two units each. */
  hasSurrogatePairs: boolean;
}

export function addToken(scanner: Scanner, kind: TokenKind, start: number, end = scanner.at): Token {
  const token = createToken(kind, start, end);
  scanner.tokens.push(token);
  return token;
}

/** Adds a token of so many characters. */
export function takeToken(scanner: Scanner, kind: TokenKind, length: number): true {
  const start = scanner.at;
  scanner.at += length;
  addToken(scanner, kind, start);
  return true;
}

function throwMissingColon(key: PossibleKey): never {
  throw new ParseError('a key without its colon', key.at);
}

/** A key has to end on its line and within 1024 characters. Those further out are older, and go first. */
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

function isTooLong({ text, at, hasSurrogatePairs }: Scanner, key: PossibleKey): boolean {
  const units = at - key.at;
  if (units <= 1024) return false;
  // A character is two units at most, and one where the text holds no pairs.
  return !hasSurrogatePairs || units > 2048 || [...text.slice(key.at, at)].length > 1024;
}

/** The token that is about to be added may turn out to begin a key. */
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

/** True where a column is further in than all collections so far, so that a new one begins there. */
export function addIndent(scanner: Scanner, column: number): boolean {
  if (scanner.indent >= column) return false;
  scanner.indents.push(scanner.indent);
  scanner.indent = column;
  return true;
}

/** Puts the token of a key, and where it is the first one also that of its map, in front of the tokens that it is made of. */
export function insertKey(tokens: Token[], key: PossibleKey, startsMapping: boolean): void {
  const createKeyToken = (kind: TokenKind): Token => createToken(kind, key.at, key.at);
  if (startsMapping) tokens.splice(key.tokenNumber, 0, createKeyToken('blockMapping'), createKeyToken('key'));
  else tokens.splice(key.tokenNumber, 0, createKeyToken('key'));
}
