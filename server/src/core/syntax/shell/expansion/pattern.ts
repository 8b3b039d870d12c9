import type { Word, WordPart } from 'unbash';
import type { Scope } from '../interpreter/scope';
import { expandValue } from './expand';

/** A glob pattern as a regular expression: `*`, `?` and bracket expressions; undefined where it cannot be known. */
export function patternOf(word: Word, scope: Scope): string | undefined {
  let source = '';
  for (const part of word.parts ?? [{ type: 'Literal' as const, text: word.text, pos: 0, end: 0, value: word.value }]) {
    const next = translatePart(part, word, scope);
    if (next === undefined) return undefined;
    source += next;
  }
  // With more stars than two, a text that does not fit may take very long to be told so.
  const stars = source.split('[\\s\\S]*').length - 1;
  return stars <= 2 && isValidRegExp(source) ? source : undefined;
}

/** A range such as `[z-a]` is no pattern here, whatever bash makes of it. */
function isValidRegExp(source: string): boolean {
  try {
    return new RegExp(source) !== undefined;
  } catch {
    return false;
  }
}

/** What is quoted stands for itself; what an unquoted variable holds is a pattern like any other. */
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

/** Unquoted text: a backslash takes the next character out of the pattern, brackets hold alternatives. */
function translateGlob(text: string): string | undefined {
  // Extended patterns, and classes whose members depend on the locale, are left unknown.
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

/** Whether the whole of a text fits; undefined where that would take long, or turns on characters of two units. */
export const matchesPattern = (text: string, pattern: string): boolean | undefined =>
  text.length > MAX_PATTERN_TEXT_LENGTH || /[\ud800-\udfff]/.test(text)
    ? undefined
    : new RegExp(`^(?:${pattern})$`).test(text);

/** Longer texts than this are not cut with patterns: every place would be tried against every other. */
export const MAX_PATTERN_TEXT_LENGTH = 300;

/** `${V#p}` and its kin: takes the shortest or longest match off one end. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const fullPattern = new RegExp(`^${pattern}$`);
  const cuts = Array.from({ length: text.length + 1 }, (_, index) => index);
  const fromStart = operator.startsWith('#');
  const shortest = operator.length === 1;
  // Longest first means: the cut farthest from the end that is taken off.
  const order = fromStart === shortest ? cuts : cuts.reverse();
  for (const cut of order) {
    if (fullPattern.test(fromStart ? text.slice(0, cut) : text.slice(cut)))
      return fromStart ? text.slice(cut) : text.slice(0, cut);
  }
  return text;
}

/** `${V/p/r}` and its kin. Bash takes the longest match at the first place that has one; an empty match replaces nothing. */
export function replaceMatch(
  text: string,
  operator: '/' | '//' | '/#' | '/%',
  pattern: string,
  replacement: string,
): string {
  if (pattern === '') return operator === '/#' ? replacement + text : operator === '/%' ? text + replacement : text;
  // In an empty value `*` matches the whole of it, and bash does replace that.
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
