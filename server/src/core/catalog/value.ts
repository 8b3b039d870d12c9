import { isNestedTooDeeply } from '../text/jsonDepth';
import type { Form, TypeName, Value } from './types';

/** Whether a value is a map: neither a list nor anything simple. */
export const isMap = (value: unknown): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a word becomes, or why the program refuses it: the rule that says so and what it expects instead. */
export type ParsedValue = { ok: true; value: Value } | { ok: false; rule: string; expected: string };

interface ValueType {
  /** The type in a reader's words. */
  label: string;
  parse: (word: string, form: Form) => ParsedValue;
  /** Words worth offering before any is typed. */
  suggestions: (form: Form) => string[];
}

const accept = (value: Value): ParsedValue => ({ ok: true, value });
const refuse = (rule: string, expected: string): ParsedValue => ({ ok: false, rule, expected });
const NONE_WORD = /^(?:none|null)$/i;

/** A word that looks like Python's None where a number is wanted has a rule of its own: it is a frequent mistake. */
const refuseNumber = (text: string, rule: string, expected: string): ParsedValue =>
  refuse(NONE_WORD.test(text.trim()) ? 'cli.none-word' : rule, expected);

/** Python's `int()`: a sign, digits, single underscores between them, blanks around. */
function parseInt10(text: string): ParsedValue {
  if (!/^[+-]?\d+(?:_\d+)*$/.test(text.trim())) return refuseNumber(text, 'cli.int', 'a whole number');
  return accept(Number(text.replaceAll('_', '')));
}

const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** Python's `float()`, the words for infinity and not-a-number included. */
function parseFloat64(text: string): ParsedValue {
  const trimmed = text.trim();
  if (/^[+-]?(?:inf(?:inity)?|nan)$/i.test(trimmed)) {
    return accept(/nan/i.test(trimmed) ? Number.NaN : trimmed.startsWith('-') ? -Infinity : Infinity);
  }
  if (!FLOAT.test(trimmed)) return refuseNumber(text, 'cli.float', 'a number such as 1e-5');
  return accept(Number(trimmed.replaceAll('_', '')));
}

const TRUE = new Set(['yes', 'true', 't', 'y', '1']);
const FALSE = new Set(['no', 'false', 'f', 'n', '0']);

/** The words that HfArgumentParser's `string_to_bool` takes, in any case. `on` and `off` are not among them. */
function parseBool(text: string): ParsedValue {
  const lower = text.toLowerCase();
  if (TRUE.has(lower)) return accept(true);
  if (FALSE.has(lower)) return accept(false);
  return refuse('cli.bool', 'true or false');
}

/** Choices are compared to the letter; the word `None` fits only where None is one of them. */
function parseEnum(text: string, form: Form): ParsedValue {
  const choices = form.choices ?? [];
  if (choices.includes(text)) return accept(text);
  if (text === 'None' && choices.includes(null)) return accept(null);
  const expected = `one of ${choices.map((choice) => choice ?? 'None').join(', ')}`;
  return refuse(NONE_WORD.test(text) ? 'cli.enum-none' : 'cli.enum', expected);
}

const NON_FINITE_NUMBER = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

/** JSON text, or the path of a JSON file, which is not looked at. */
function parseJson(text: string, form: Form): ParsedValue {
  if (form.orWord && /^\w+$/.test(text)) return accept(text);
  if (isNestedTooDeeply(text)) return refuse('cli.json', 'JSON that nests less deeply');
  try {
    // Python reads the words for infinity and not-a-number too.
    return accept(JSON.parse(text.replace(NON_FINITE_NUMBER, (_, before) => `${before}0`)) as Value);
  } catch {
    if (form.textOnly) return refuse('cli.json', 'JSON text');
    // Any word may be the name of a file; one that begins as paths do, or ends as files do, most likely is.
    const isPath = !/[{["']/.test(text) && /^[./~\\]|^[a-z]:|\.[^/\\]*$/i.test(text);
    return isPath ? accept(text) : refuse('cli.json', 'JSON text or the path of a JSON file');
  }
}

const noSuggestions = (): string[] => [];

/** All that differs between types, in one place: how a word is read, what is offered, how the type is called. */
export const TYPES: Record<TypeName, ValueType> = {
  bool: { label: 'bool', parse: parseBool, suggestions: () => ['true', 'false'] },
  int: { label: 'int', parse: parseInt10, suggestions: noSuggestions },
  float: { label: 'float', parse: parseFloat64, suggestions: noSuggestions },
  string: { label: 'string', parse: accept, suggestions: () => [] },
  enum: {
    label: 'choice',
    parse: parseEnum,
    suggestions: (form) => (form.choices ?? []).map((choice) => choice ?? 'None'),
  },
  json: { label: 'JSON', parse: parseJson, suggestions: () => [] },
  dtype: {
    label: 'torch.dtype',
    parse: () => refuse('cli.torch-dtype', 'no word at all: this release cannot read the type'),
    suggestions: () => [],
  },
};

/** Reads one word as the type of the flag. */
export const parseValue = (text: string, form: Form): ParsedValue =>
  form.unreadable
    ? refuse('cli.unreadable', 'no word at all: this release declares it wrongly')
    : TYPES[form.type].parse(text, form);

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
export function typeLabelOf(form: Form): string {
  const label = TYPES[form.type].label;
  return form.list ? `list of ${label}` : label;
}
