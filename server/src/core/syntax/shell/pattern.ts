import type { Word } from 'unbash';
import { expandValue } from './expand';
import type { Scope } from './scope';

/** A glob pattern as a regular expression: `*`, `?` and bracket expressions; undefined where it cannot be known. */
export function patternOf(word: Word, scope: Scope): string | undefined {
  let source = '';
  for (const part of word.parts ?? [{ type: 'Literal' as const, text: word.text, value: word.value }]) {
    if (part.type === 'Glob' && part.kind === 'star') source += '[\\s\\S]*';
    else if (part.type === 'Glob' && part.kind === 'question') source += '[\\s\\S]';
    else if (part.type === 'Literal' && !/[[\]]/.test(part.value)) source += literal(part.text, part.value);
    else if (part.type === 'SingleQuoted') source += escaped(part.value);
    else if (part.type === 'DoubleQuoted') {
      const text = expandValue({ ...word, parts: [part] }, scope);
      if (text === undefined) return undefined;
      source += escaped(text);
    } else return undefined;
  }
  return source;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Inside parameter expansions the parser gives `*` as plain text; only an escaped one is no wildcard. */
function literal(text: string, value: string): string {
  if (text !== value) return escaped(value);
  return value.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) =>
    character === '*' ? '[\\s\\S]*' : character === '?' ? '[\\s\\S]' : `\\${character}`,
  );
}

/** `${V#p}` and its kin: takes the shortest or longest match off one end. */
export function removeMatch(text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  const whole = new RegExp(`^${pattern}$`);
  const cuts = Array.from({ length: text.length + 1 }, (_, index) => index);
  const fromStart = operator.startsWith('#');
  const shortest = operator.length === 1;
  // Longest first means: the cut farthest from the end that is taken off.
  const order = fromStart === shortest ? cuts : cuts.reverse();
  for (const cut of order) {
    if (whole.test(fromStart ? text.slice(0, cut) : text.slice(cut)))
      return fromStart ? text.slice(cut) : text.slice(0, cut);
  }
  return text;
}

/** `${V/p/r}` and its kin. Bash takes the longest match at the first place that has one; an empty match replaces nothing. */
export function replaceMatch(text: string, operator: '/' | '//' | '/#' | '/%', pattern: string, by: string): string {
  if (pattern === '') return operator === '/#' ? by + text : operator === '/%' ? text + by : text;
  // In an empty value `*` matches the whole of it, and bash does replace that.
  if (text === '') return new RegExp(`^${pattern}$`).test('') ? by : '';
  let result = '';
  let at = 0;
  while (at < text.length) {
    const end = longestMatch(text, at, pattern, operator);
    if (end === undefined || end === at) {
      if (operator === '/#') return text;
      result += text[at] ?? '';
      at++;
      continue;
    }
    result += by;
    at = end;
    if (operator !== '//') return result + text.slice(at);
  }
  return result;
}

function longestMatch(text: string, at: number, pattern: string, operator: string): number | undefined {
  const whole = new RegExp(`^${pattern}$`);
  if (operator === '/%') return whole.test(text.slice(at)) ? text.length : undefined;
  for (let end = text.length; end > at; end--) if (whole.test(text.slice(at, end))) return end;
  return undefined;
}
