import type { Word, WordPart } from 'unbash';
import {
  findMatchEnds,
  isMatch,
  MAX_PATTERN_TEXT_LENGTH,
  type Pattern,
  parseLiteralPattern,
  parsePattern,
} from '../../../text/pattern';
import type { Scope } from '../interpreter/scope';
import { expandValue } from './expand';

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
      return parsePattern(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return parseLiteralPattern(part.value);
    case 'DoubleQuoted': {
      const text = expandValue({ ...word, parts: [part] }, scope);
      return text === undefined ? undefined : parseLiteralPattern(text);
    }
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'ArithmeticExpansion': {
      const text = expandValue({ ...word, text: part.text, parts: [part] }, scope);
      return text === undefined || text.includes('\\') ? undefined : parsePattern(text);
    }
    default:
      return undefined;
  }
}

/** Whether the full text matches; undefined if the text is long or contains characters of two UTF-16 units. */
export const matchesPattern = (text: string, pattern: Pattern): boolean | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH || /[\ud800-\udfff]/.test(text) ? undefined : isMatch(text, pattern);

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
