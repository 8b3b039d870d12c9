import { evidenceOf, isSecretByName, looksRandom } from './secretNames';
import type { SecretSpan } from './secretPatterns';

/** Secrets that the name before them reveals: `PASSWORD=x`, `--token x`, `"token": "x"`, `token: x`, `${TOKEN:-x}`. */

/** Parts of the names that `evidenceOf` knows. Only names with such a part are examined. */
const NAME_PART =
  /token|secret|passw|passphrase|passcode|pwd|pass(?![a-z])|key|auth|bearer|cookie|cred|webhook|dsn|jwt|sas(?![a-z])|connection|(?<![a-z])pats?(?![a-z])/gi;

/** Returns false for names that certainly give no evidence of a secret. */
export const mayNameSecret = (name: string): boolean => name.search(NAME_PART) >= 0;

const NAME_REST = /[\w.-]*/y;

/** A name, an equals sign and a value without spaces: shell variables, flags, parameters of URLs. */
const EQUALS = /[\\"'`]{0,3}(?:[ \t]{1,4}=(?![=>])[ \t]{0,4}|\+?:?=(?!=))/y;
/** The default of a shell variable. */
const SHELL_DEFAULT = /:-/y;
/** A key of JSON or YAML, or a header. */
const COLON = /[\\"'`]{0,6}[ \t]{0,8}:[ \t]{1,8}|[\\"'`]{1,6}[ \t]{0,8}:/y;
/** A flag before its value. */
const SPACE = /[ \t]{1,8}/y;

/** A value without quotes. A comma ends it only before another name. */
const PLAIN = /(?:[^\s'"`;&|()<>,\\]|,(?![\w-]{1,80}=|\s|$)|\\(?![\s"']))+/y;
/** The beginning of a list of texts. */
const LIST = /\[\s{0,8}(?=\\{0,7}["'])/y;
const NEXT_ITEM = /\s{0,8},\s{0,8}/y;

/** Values that only refer to a secret. */
const REFERENCE = /^(?:\$\{?\w+\}?|\$\(.*|\$\{\{.*|%\w+%|\{\w*\})$/;

/** Finds the values of a text whose names say that they are secret. */
export function findSecretAssignments(text: string): SecretSpan[] {
  // Every value follows one of these characters.
  if (!/[=:\s]/.test(text)) return [];
  const spans: SecretSpan[] = [];
  let readUntil = 0;
  /** Texts repeat few names many times. */
  const isNamed = new Map<string, boolean>();
  for (const { index } of text.matchAll(NAME_PART)) {
    if (index < readUntil) continue;
    const start = startOfName(text, index, readUntil);
    const end = index + (match(NAME_REST, text, index)?.[0].length ?? 0);
    readUntil = end;
    const dashes = /^-*/.exec(text.slice(start, start + 3))?.[0].length ?? 0;
    const name = text.slice(start + dashes, end);
    const isSecretName = isNamed.get(name) ?? evidenceOf(name) !== undefined;
    isNamed.set(name, isSecretName);
    if (!isSecretName) continue;
    const values = findValues(text, end, name, dashes > 0);
    const variable = toVariableName(name);
    for (const [valueStart, valueEnd] of values) spans.push({ start: valueStart, end: valueEnd, variable });
    readUntil = values.at(-1)?.[1] ?? end;
  }
  return spans;
}

function startOfName(text: string, index: number, min: number): number {
  let start = index;
  while (start > min && /[\w.-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

type Range = [start: number, end: number];

/** Finds the values after a name. A value that only follows a colon or a space must look like a secret. */
function findValues(text: string, end: number, name: string, isFlag: boolean): Range[] {
  const isSecret = (value: string): boolean => isSecretByName(name, value) && !REFERENCE.test(value);
  const looksSecret = (value: string): boolean => isSecret(value) && looksRandom(value);
  const assigned = match(EQUALS, text, end) ?? match(SHELL_DEFAULT, text, end);
  if (assigned) {
    const isDefault = assigned[0] === ':-';
    return readValues(text, end + assigned[0].length, isSecret).map(([start, stop]) =>
      isDefault && text[stop - 1] === '}' ? [start, stop - 1] : [start, stop],
    );
  }
  const separator = match(COLON, text, end) ?? (isFlag ? match(SPACE, text, end) : undefined);
  return separator ? readValues(text, end + separator[0].length, looksSecret) : [];
}

/** Reads one value, or the texts of a list. */
function readValues(text: string, start: number, isSecret: (value: string) => boolean): Range[] {
  const list = match(LIST, text, start);
  if (!list) {
    const range = readValue(text, start);
    return range && isSecret(text.slice(...range)) ? [range] : [];
  }
  const ranges: Range[] = [];
  for (let at: number | undefined = start + list[0].length; at !== undefined; ) {
    const range = readValue(text, at);
    if (!range) break;
    if (isSecret(text.slice(...range))) ranges.push(range);
    const quoteLength: number = range[0] - at;
    const next = match(NEXT_ITEM, text, range[1] + quoteLength);
    at = next ? range[1] + quoteLength + next[0].length : undefined;
  }
  return ranges;
}

function readValue(text: string, at: number): Range | undefined {
  const quoted = readQuoted(text, at);
  if (quoted) return quoted;
  const skipped = /^\\{0,7}["'`]?/.exec(text.slice(at, at + 8))?.[0].length ?? 0;
  const plain = match(PLAIN, text, at + skipped)?.[0].replace(/(?<![)\]}.])[)\]}.]+$/, '');
  return plain ? [at + skipped, at + skipped + plain.length] : undefined;
}

/** Limit on a value in quotes, in characters. */
const MAX_QUOTED_LENGTH = 8192;

/** Reads a value in quotes on one line. In a text that is quoted itself, backslashes precede the quotes of the value. */
function readQuoted(text: string, at: number): Range | undefined {
  const depth = countBackslashes(text, at);
  const quote = text[at + depth];
  if (quote === undefined || !/["'`]/.test(quote)) return undefined;
  const start = at + depth + 1;
  for (let index = start; index < Math.min(text.length, start + MAX_QUOTED_LENGTH); ) {
    if (text[index] === '\n') return undefined;
    const escapes = countBackslashes(text, index);
    const end = index + escapes;
    if (text[end] !== quote) index = text[end] === '\n' ? end : end + 1;
    else if (quote === "'" && text.startsWith("'\\''", end)) index = end + 4;
    else if (depth > 0 && escapes > depth) index = end + 1;
    else if (depth === 0 && quote !== "'" && escapes % 2 === 1) index = end + 1;
    else return [start, depth > 0 ? index : end];
  }
  return undefined;
}

function countBackslashes(text: string, at: number): number {
  let end = at;
  while (text[end] === '\\') end++;
  return end - at;
}

/** Matches a sticky pattern at an offset. */
function match(pattern: RegExp, text: string, offset: number): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}

/** Returns the name of the variable that holds the value of a flag, key or parameter: `HUB_TOKEN` for `--hub-token`. */
export const toVariableName = (name: string): string =>
  name
    .replace(/^-+/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W+/g, '_')
    .replace(/^(?=\d)/, '_')
    .toUpperCase() || 'SECRET';
