import type { SecretSpan } from './secretPatterns';

/** A known secret with the name of a variable that may hold it. */
export interface Secret {
  variable: string;
  value: string;
}

/** Length of the beginnings by which secrets are looked up, in characters. Shorter secrets only count as entire words. */
const KEY_LENGTH = 8;

/** Shortest value that is searched for in texts, in characters. */
const MIN_LENGTH = 3;

/** Finds known values in a text. */
export type FindKnown = (text: string) => SecretSpan[];

/** Creates a search for known values in all spellings. Its cost does not grow with the number of values. */
export function createSecretIndex(secrets: readonly Secret[]): FindKnown {
  const byKey = new Map<string, Secret[]>();
  for (const { variable, value } of secrets) {
    for (const spelling of spellingsOf(value)) {
      const key = spelling.slice(0, KEY_LENGTH);
      const sameKey = byKey.get(key) ?? [];
      if (!sameKey.some((other) => other.value === spelling)) sameKey.push({ variable, value: spelling });
      byKey.set(key, sameKey);
    }
  }
  for (const sameKey of byKey.values()) sameKey.sort((a, b) => b.value.length - a.value.length);
  const lengths = [...new Set([...byKey.keys()].map((key) => key.length))].sort((a, b) => b - a);
  const firstCharacters = new Set([...byKey.keys()].map((key) => key[0]));
  return (text) => {
    const spans: SecretSpan[] = [];
    for (let start = 0; byKey.size > 0 && start < text.length; ) {
      const span = firstCharacters.has(text[start]) ? findAt(text, start, lengths, byKey) : undefined;
      if (span) spans.push(span);
      start = span?.end ?? start + 1;
    }
    return spans;
  };
}

function findAt(
  text: string,
  start: number,
  lengths: readonly number[],
  byKey: ReadonlyMap<string, readonly Secret[]>,
): SecretSpan | undefined {
  // An entire value comes before one that was cut off: a line break ends both.
  for (const findEnd of [endOfEntire, endOfCut]) {
    for (const length of lengths) {
      for (const { variable, value } of byKey.get(text.slice(start, start + length)) ?? []) {
        const end = findEnd(text, start, value);
        if (end !== undefined) return { start, end, variable };
      }
    }
  }
  return undefined;
}

function endOfEntire(text: string, start: number, value: string): number | undefined {
  const end = start + value.length;
  if (!text.startsWith(value, start)) return undefined;
  return value.length >= KEY_LENGTH || isEntireWord(text, start, end) ? end : undefined;
}

/** Returns the end of a value in a text that has cut it off. */
function endOfCut(text: string, start: number, value: string): number | undefined {
  if (value.length < KEY_LENGTH) return undefined;
  let cut = start + KEY_LENGTH;
  while (text[cut] === value[cut - start] && cut < text.length) cut++;
  return /^(?:[…`\n]|$)/.test(text.slice(cut, cut + 1)) ? cut : undefined;
}

const isEntireWord = (text: string, start: number, end: number): boolean =>
  !/\w/.test(text[start - 1] ?? '') && !/\w/.test(text[end] ?? '') && text.slice(start - 1, end + 1) !== MASK;

/** The text that replaces a secret. */
export const MASK = '<secret>';

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const inShell = (text: string): string => text.replaceAll("'", `'\\''`).replaceAll('\r', `'$'\\r''`);

/** Returns a value as it may appear in outputs: in quotes of a shell, JSON or YAML, in a URL, on one line, and by lines. */
function spellingsOf(value: string): string[] {
  if (/^[\w.-]*$/.test(value)) return value.length < MIN_LENGTH ? [] : [value];
  const inFile = [value, inJson(value), value.replaceAll("'", "''"), value.replace(/["\\$`]/g, '\\$&')];
  const spellings = [
    ...inFile.flatMap((text) => [text, inShell(text), inJson(text), inJson(inShell(text)), inShell(inJson(text))]),
    encodeText(value),
    value.replace(/\r?\n/g, '\r\n'),
    value.replaceAll('`', "'").replace(/\s+/g, ' '),
    ...linesOf(value),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling.length >= MIN_LENGTH);
}

/** Returns the long lines of a value, which may be indented or separated in a file. */
const linesOf = (value: string): string[] =>
  /[\r\n]/.test(value)
    ? value
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line.length >= KEY_LENGTH)
    : [];

/** Encodes a text for a URL. Half a surrogate pair cannot be encoded and stays. */
function encodeText(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}
