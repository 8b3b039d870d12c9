import { nestsTooDeeply } from '../text/jsonDepth';
import type { Form, TypeName, Value } from './types';

/** Whether a value is a map: neither a list nor anything simple. */
export const isMap = (value: unknown): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a word becomes, or why the program refuses it: the rule that says so and what it expects instead. */
export type Parsed = { ok: true; value: Value } | { ok: false; rule: string; expected: string };

interface TypeRow {
  /** The type in a reader's words. */
  label: string;
  parse: (word: string, form: Form) => Parsed;
  /** Words worth offering before any is typed. */
  words: (form: Form) => string[];
}

const accept = (value: Value): Parsed => ({ ok: true, value });
const refuse = (rule: string, expected: string): Parsed => ({ ok: false, rule, expected });
const NONE = /^(?:none|null)$/i;

/** A word that looks like Python's None where a number is wanted has a rule of its own: it is a frequent mistake. */
const number = (word: string, rule: string, expected: string): Parsed =>
  refuse(NONE.test(word.trim()) ? 'cli.none-word' : rule, expected);

/** Python's `int()`: a sign, digits, single underscores between them, blanks around. */
function parseInt10(word: string): Parsed {
  if (!/^[+-]?\d+(?:_\d+)*$/.test(word.trim())) return number(word, 'cli.int', 'a whole number');
  return accept(Number(word.replaceAll('_', '')));
}

const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** Python's `float()`, the words for infinity and not-a-number included. */
function parseFloat64(word: string): Parsed {
  const trimmed = word.trim();
  if (/^[+-]?(?:inf(?:inity)?|nan)$/i.test(trimmed)) {
    return accept(/nan/i.test(trimmed) ? Number.NaN : trimmed.startsWith('-') ? -Infinity : Infinity);
  }
  if (!FLOAT.test(trimmed)) return number(word, 'cli.float', 'a number such as 1e-5');
  return accept(Number(trimmed.replaceAll('_', '')));
}

const TRUE = new Set(['yes', 'true', 't', 'y', '1']);
const FALSE = new Set(['no', 'false', 'f', 'n', '0']);

/** The words that HfArgumentParser's `string_to_bool` takes, in any case. `on` and `off` are not among them. */
function parseBool(word: string): Parsed {
  const lower = word.toLowerCase();
  if (TRUE.has(lower)) return accept(true);
  if (FALSE.has(lower)) return accept(false);
  return refuse('cli.bool', 'true or false');
}

/** Choices are compared to the letter; the word `None` fits only where None is one of them. */
function parseEnum(word: string, form: Form): Parsed {
  const choices = form.choices ?? [];
  if (choices.includes(word)) return accept(word);
  if (word === 'None' && choices.includes(null)) return accept(null);
  const expected = `one of ${choices.map((choice) => choice ?? 'None').join(', ')}`;
  return refuse(NONE.test(word) ? 'cli.enum-none' : 'cli.enum', expected);
}

const NO_NUMBER = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

/** JSON text, or the path of a JSON file, which is not looked at. */
function parseJson(word: string, form: Form): Parsed {
  if (form.orWord && /^\w+$/.test(word)) return accept(word);
  if (nestsTooDeeply(word)) return refuse('cli.json', 'JSON that nests less deeply');
  try {
    // Python reads the words for infinity and not-a-number too.
    return accept(JSON.parse(word.replace(NO_NUMBER, (_, before) => `${before}0`)) as Value);
  } catch {
    if (form.textOnly) return refuse('cli.json', 'JSON text');
    // Any word may be the name of a file; one that begins as paths do, or ends as files do, most likely is.
    const isPath = !/[{["']/.test(word) && /^[./~\\]|^[a-z]:|\.[^/\\]*$/i.test(word);
    return isPath ? accept(word) : refuse('cli.json', 'JSON text or the path of a JSON file');
  }
}

const numberWords = (): string[] => [];

/** All that differs between types, in one place: how a word is read, what is offered, how the type is called. */
export const TYPES: Record<TypeName, TypeRow> = {
  bool: { label: 'bool', parse: parseBool, words: () => ['true', 'false'] },
  int: { label: 'int', parse: parseInt10, words: numberWords },
  float: { label: 'float', parse: parseFloat64, words: numberWords },
  string: { label: 'string', parse: accept, words: () => [] },
  enum: {
    label: 'choice',
    parse: parseEnum,
    words: (form) => (form.choices ?? []).map((choice) => choice ?? 'None'),
  },
  json: { label: 'JSON', parse: parseJson, words: () => [] },
  dtype: {
    label: 'torch.dtype',
    parse: () => refuse('cli.torch-dtype', 'no word at all: this release cannot read the type'),
    words: () => [],
  },
};

/** Reads one word as the type of the flag. */
export const parseWord = (word: string, form: Form): Parsed =>
  form.unreadable
    ? refuse('cli.unreadable', 'no word at all: this release declares it wrongly')
    : TYPES[form.type].parse(word, form);

/** A value in a message or a hover, as it would be typed; null is what the program calls None. */
export function printValue(value: Value): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : value.map(printValue).join(' ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (value === '') return "''";
  return typeof value === 'number' ? printNumber(value) : String(value);
}

/** Small numbers read best with an exponent, as they are written in configs: 1e-5, not 0.00001. */
function printNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

/** The type as the hover names it: `int`, `bool`, `list of string`. */
export function typeLabel(form: Form): string {
  const label = TYPES[form.type].label;
  return form.list ? `list of ${label}` : label;
}
