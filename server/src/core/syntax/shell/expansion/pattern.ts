import type { Word, WordPart } from 'unbash';
import type { Scope } from '../interpreter/scope';
import { expandValue } from './expand';

/** Converts a glob pattern with `*`, `?` and bracket expressions to a regular expression; undefined if it is unknown. */
export function patternOf(word: Word, scope: Scope): string | undefined {
  let source = '';
  for (const part of word.parts ?? [{ type: 'Literal' as const, text: word.text, pos: 0, end: 0, value: word.value }]) {
    const next = translatePart(part, word, scope);
    if (next === undefined) return undefined;
    source += next;
  }
  // With more than two stars, a failing match may take very long.
  const stars = source.split('[\\s\\S]*').length - 1;
  return stars <= 2 && isValidRegExp(source) ? source : undefined;
}

/** Whether a pattern is valid. A range such as `[z-a]` is not, although bash accepts it. */
function isValidRegExp(source: string): boolean {
  try {
    return new RegExp(source) !== undefined;
  } catch {
    return false;
  }
}

/** Translates part of a pattern. Quoted text is literal, the value of an unquoted variable is a pattern. */
function translatePart(part: WordPart, word: Word, scope: Scope): string | undefined {
  switch (part.type) {
    case 'Literal':
    case 'Glob':
      return translateGlob(part.text);
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return escapeRegExp(part.value);
    case 'DoubleQuoted': {
      const text = expandValue({ ...word, parts: [part] }, scope);
      return text === undefined ? undefined : escapeRegExp(text);
    }
    case 'SimpleExpansion':
    case 'ParameterExpansion':
    case 'ArithmeticExpansion': {
      const text = expandValue({ ...word, text: part.text, parts: [part] }, scope);
      return text === undefined || text.includes('\\') ? undefined : translateGlob(text);
    }
    default:
      return undefined;
  }
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Translates unquoted text, in which a backslash makes the next character literal and brackets enclose alternatives. */
function translateGlob(text: string): string | undefined {
  // Extended patterns and classes whose members depend on the locale are left unknown.
  if (/[?*+@!]\(|\[\[?[:.=]|\[:/.test(text)) return undefined;
  const tokens = text.match(/\\[\s\S]|\[[!^]?\]?[^\]\\]*\]|\*+|[\s\S]/g) ?? [];
  return tokens.map(translateToken).join('');
}

function translateToken(token: string): string {
  if (/^\*+$/.test(token)) return '[\\s\\S]*';
  if (token === '?') return '[\\s\\S]';
  if (token.length > 1 && token.startsWith('\\')) return token[1] === '\n' ? '' : escapeRegExp(token.slice(1));
  if (token.length < 3 || !token.startsWith('[')) return escapeRegExp(token);
  const isNegated = /^\[[!^]/.test(token);
  const inner = token.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  return `[${isNegated ? '^' : ''}${inner}]`;
}

/** Whether the full text matches; undefined if the text is long or contains characters of two UTF-16 units. */
export const matchesPattern = (text: string, pattern: string): boolean | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH || /[\ud800-\udfff]/.test(text)
    ? undefined
    : new RegExp(`^(?:${pattern})$`).test(text);

/** Limit of the text that is matched with patterns, which takes quadratic time. */
export const MAX_PATTERN_TEXT_LENGTH = 300;

/** Evaluates `${V#p}`, `${V##p}`, `${V%p}` and `${V%%p}`: removes the shortest or longest match at one end. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const fullPattern = new RegExp(`^${pattern}$`);
  const cuts = Array.from({ length: text.length + 1 }, (_, index) => index);
  const fromStart = operator.startsWith('#');
  const shortest = operator.length === 1;
  // The longest match is the one whose cut is farthest from the end that is removed.
  const order = fromStart === shortest ? cuts : cuts.reverse();
  for (const cut of order) {
    if (fullPattern.test(fromStart ? text.slice(0, cut) : text.slice(cut)))
      return fromStart ? text.slice(cut) : text.slice(0, cut);
  }
  return text;
}

/**
 * Evaluates `${V/p/r}`, `${V//p/r}`, `${V/#p/r}` and `${V/%p/r}`. Bash replaces the longest match at the first position
 * that has one. An empty match replaces nothing.
 */
export function replaceMatch(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: string,
  replacement: string,
): string {
  if (pattern === '' && operator === '/#') return replacement + text;
  if (pattern === '') return operator === '/%' ? text + replacement : text;
  // `*` matches an empty value, and bash does replace that.
  if (text === '') return new RegExp(`^${pattern}$`).test('') ? replacement : '';
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

function findLongestMatch(text: string, at: number, pattern: string, operator: string): number | undefined {
  const fullPattern = new RegExp(`^${pattern}$`);
  if (operator === '/%') return fullPattern.test(text.slice(at)) ? text.length : undefined;
  for (let end = text.length; end > at; end--) if (fullPattern.test(text.slice(at, end))) return end;
  return undefined;
}
