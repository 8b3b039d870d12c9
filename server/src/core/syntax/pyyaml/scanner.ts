import { column, Refused } from './input';
import { type Token, type TokenKind, tokenOf } from './token';
import type { Surroundings } from './word';

interface PossibleKey {
  token: number;
  /** Nothing but a key can stand here. */
  required: boolean;
  at: number;
  lineStart: number;
}

/** Where the scanner is, and what it remembers: open collections, and words that may turn out to be keys. */
export interface Scanner extends Surroundings {
  tokens: Token[];
  /** The indentations of the collections around the current one. */
  indents: number[];
  /** The possible key of each depth of brackets, and a depth below which there is none. */
  keys: (PossibleKey | undefined)[];
  lowestKey: number;
  /** Some characters of the text are two units each. */
  hasPairs: boolean;
}

export function add(scanner: Scanner, kind: TokenKind, start: number, end = scanner.at): Token {
  const token = tokenOf(kind, start, end);
  scanner.tokens.push(token);
  return token;
}

/** Adds a token of so many characters. */
export function take(scanner: Scanner, kind: TokenKind, length: number): true {
  const start = scanner.at;
  scanner.at += length;
  add(scanner, kind, start);
  return true;
}

function noColon(key: PossibleKey): never {
  throw new Refused('a key without its colon', key.at);
}

/** A key has to end on its line and within 1024 characters. Those further out are older, and go first. */
export function dropStaleKeys(scanner: Scanner): void {
  const { keys, lineStart } = scanner;
  for (; scanner.lowestKey < keys.length; scanner.lowestKey++) {
    const key = keys[scanner.lowestKey];
    if (!key) continue;
    if (key.lineStart === lineStart && !isLong(scanner, key)) return;
    if (key.required) noColon(key);
    keys[scanner.lowestKey] = undefined;
  }
}

function isLong({ text, at, hasPairs }: Scanner, key: PossibleKey): boolean {
  const units = at - key.at;
  if (units <= 1024) return false;
  // A character is two units at most, and one where the text holds no pairs.
  return !hasPairs || units > 2048 || [...text.slice(key.at, at)].length > 1024;
}

/** The token that is about to be added may turn out to begin a key. */
export function mayBeKey(scanner: Scanner): void {
  if (!scanner.keyAllowed) return;
  const required = scanner.flow === 0 && scanner.indent === column(scanner);
  dropKey(scanner);
  scanner.lowestKey = Math.min(scanner.lowestKey, scanner.flow);
  scanner.keys[scanner.flow] = {
    token: scanner.tokens.length,
    required,
    at: scanner.at,
    lineStart: scanner.lineStart,
  };
}

export function dropKey(scanner: Scanner): void {
  const key = scanner.keys[scanner.flow];
  if (!key) return;
  if (key.required) noColon(key);
  scanner.keys[scanner.flow] = undefined;
}

/** Ends the collections that are indented further than a column. */
export function unwind(scanner: Scanner, to: number): void {
  if (scanner.flow > 0) return;
  while (scanner.indent > to) {
    scanner.indent = scanner.indents.pop() ?? -1;
    add(scanner, 'blockEnd', scanner.at);
  }
}

/** True where a column is further in than all collections so far, so that a new one begins there. */
export function indentTo(scanner: Scanner, to: number): boolean {
  if (scanner.indent >= to) return false;
  scanner.indents.push(scanner.indent);
  scanner.indent = to;
  return true;
}

/** Puts the token of a key, and where it is the first one also that of its map, in front of the tokens that it is made of. */
export function insertKey(tokens: Token[], key: PossibleKey, begins: boolean): void {
  const token = (kind: TokenKind): Token => tokenOf(kind, key.at, key.at);
  if (begins) tokens.splice(key.token, 0, token('blockMapping'), token('key'));
  else tokens.splice(key.token, 0, token('key'));
}
