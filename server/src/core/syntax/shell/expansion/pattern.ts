import type { Word, WordPart } from 'unbash';
import type { Scope } from '../interpreter/scope';
import { expandValue } from './expand';

/** A glob pattern: any text, or a test of one character. */
export type Pattern = readonly ('*' | ((character: string) => boolean))[];

/** Limit of the text that is matched with patterns, and of a pattern, in characters. */
export const MAX_PATTERN_TEXT_LENGTH = 300;
/** Limit of the length of a text times that of the pattern whose matches are replaced, which takes longer. */
const MAX_REPLACED_PRODUCT = 10_000;

/** Parses a glob pattern with `*`, `?` and bracket expressions; undefined if it is unknown or long. */
export function patternOf(word: Word, scope: Scope): Pattern | undefined {
  const pattern: Pattern[number][] = [];
  for (const part of word.parts ?? [{ type: 'Literal' as const, text: word.text, pos: 0, end: 0, value: word.value }]) {
    const next = parsePart(part, word, scope);
    if (next === undefined) return undefined;
    pattern.push(...next);
  }
  return pattern.length > MAX_PATTERN_TEXT_LENGTH ? undefined : pattern;
}

/** Parses part of a pattern. Quoted text is literal, the value of an unquoted variable is a pattern. */
function parsePart(part: WordPart, word: Word, scope: Scope): Pattern | undefined {
  switch (part.type) {
    case 'Literal':
    case 'Glob':
      return parseGlob(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return parseLiteral(part.value);
    case 'DoubleQuoted': {
      const text = expandValue({ ...word, parts: [part] }, scope);
      return text === undefined ? undefined : parseLiteral(text);
    }
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'ArithmeticExpansion': {
      const text = expandValue({ ...word, text: part.text, parts: [part] }, scope);
      return text === undefined || text.includes('\\') ? undefined : parseGlob(text);
    }
    default:
      return undefined;
  }
}

const parseLiteral = (text: string): Pattern | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH
    ? undefined
    : text.split('').map(
        (own) =>
          (character: string): boolean =>
            character === own,
      );

/** Parses unquoted text, in which a backslash makes the next character literal and brackets enclose alternatives. */
function parseGlob(text: string): Pattern | undefined {
  // Extended patterns and classes whose members depend on the locale are left unknown.
  if (text.length > MAX_PATTERN_TEXT_LENGTH || /[?*+@!]\(|\[\[?[:.=]|\[:/.test(text)) return undefined;
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < text.length; ) {
    const token = text.slice(at, findTokenEnd(text, at));
    const next = parseToken(token);
    if (next === undefined) return undefined;
    pattern.push(...next);
    at += token.length;
  }
  return pattern;
}

/** Returns the end of an escaped character, of a bracket expression, or of one character. */
function findTokenEnd(text: string, at: number): number {
  if (text[at] === '\\') return at + 2;
  if (text[at] !== '[') return at + 1;
  let start = at + 1;
  if (text[start] === '!' || text[start] === '^') start++;
  if (text[start] === ']') start++;
  const end = text.indexOf(']', start);
  return end < 0 || text.slice(start, end).includes('\\') ? at + 1 : end + 1;
}

function parseToken(token: string): Pattern | undefined {
  if (token === '*') return ['*'];
  if (token === '?') return [() => true];
  if (token.length > 1 && token.startsWith('\\')) return token[1] === '\n' ? [] : parseLiteral(token.slice(1));
  if (token.length < 3 || !token.startsWith('[')) return parseLiteral(token);
  const isNegated = /^\[[!^]/.test(token);
  const inner = token.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  try {
    const set = new RegExp(`^[${isNegated ? '^' : ''}${inner}]$`);
    return [(character) => set.test(character)];
  } catch {
    // A range such as `[z-a]`, which bash accepts.
    return undefined;
  }
}

/** Returns the ends of all matches that begin at an offset, in ascending order. */
function findMatchEnds(text: string, at: number, pattern: Pattern): number[] {
  const ends: number[] = [];
  // The positions in the pattern that are reached before the current character.
  let reached = skipStars(new Set([0]), pattern);
  for (let index = at; ; index++) {
    if (reached.has(pattern.length)) ends.push(index);
    const character = text[index];
    if (character === undefined || reached.size === 0) return ends;
    const next = new Set<number>();
    for (const position of reached) {
      const test = pattern[position];
      if (test === '*') next.add(position);
      else if (test?.(character)) next.add(position + 1);
    }
    reached = skipStars(next, pattern);
  }
}

/** Adds the positions after stars, which may match nothing. */
function skipStars(positions: Set<number>, pattern: Pattern): Set<number> {
  for (const position of positions) if (pattern[position] === '*') positions.add(position + 1);
  return positions;
}

/** Whether the full text matches; undefined if the text is long or contains characters of two UTF-16 units. */
export const matchesPattern = (text: string, pattern: Pattern): boolean | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH || /[\ud800-\udfff]/.test(text) ? undefined : isMatch(text, pattern);

const isMatch = (text: string, pattern: Pattern): boolean => findMatchEnds(text, 0, pattern).at(-1) === text.length;

/** Evaluates `${V#p}`, `${V##p}`, `${V%p}` and `${V%%p}`: removes the shortest or longest match at one end. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: Pattern): string {
  const shortest = operator.length === 1 ? 0 : -1;
  if (operator.startsWith('#')) return text.slice(findMatchEnds(text, 0, pattern).at(shortest) ?? 0);
  const reversed = text.split('').reverse().join('');
  const removed = findMatchEnds(reversed, 0, [...pattern].reverse()).at(shortest) ?? 0;
  return text.slice(0, text.length - removed);
}

/**
 * Evaluates `${V/p/r}`, `${V//p/r}`, `${V/#p/r}` and `${V/%p/r}`. Bash replaces the longest match at the first position
 * that has one. An empty match replaces nothing. Undefined if the search would take long.
 */
export function replaceMatch(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: Pattern,
  replacement: string,
): string | undefined {
  if (text.length * pattern.length > MAX_REPLACED_PRODUCT) return undefined;
  if (pattern.length === 0 && operator === '/#') return replacement + text;
  if (pattern.length === 0) return operator === '/%' ? text + replacement : text;
  // `*` matches an empty value, and bash does replace that.
  if (text === '') return isMatch('', pattern) ? replacement : '';
  let result = '';
  let at = 0;
  while (at < text.length) {
    const end = findLongestMatch(text, at, pattern, operator);
    if (end === undefined || end === at) {
      if (operator === '/#') return text;
      result += text[at] ?? '';
      at++;
      continue;
    }
    result += replacement;
    at = end;
    if (operator !== '//') return result + text.slice(at);
  }
  return result;
}

function findLongestMatch(text: string, at: number, pattern: Pattern, operator: string): number | undefined {
  const end = findMatchEnds(text, at, pattern).at(-1);
  return operator === '/%' && end !== text.length ? undefined : end;
}
