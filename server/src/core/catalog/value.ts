import { isNestedTooDeeply } from '../text/jsonDepth';
import type { Form, TypeName, Value } from './types';

/** Whether a value is a map: neither a list nor a scalar. */
export const isMap = (value: unknown): value is { [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parsed value, or the rule that reports the refusal and the kind of value that the program expects. */
export type ParsedValue = { ok: true; value: Value } | { ok: false; rule: string; expected: string };

interface ValueType {
  /** The name of the type in messages. */
  label: string;
  parse: (text: string, form: Form) => ParsedValue;
  /** Values that completion offers. */
  suggestions: (form: Form) => string[];
}

const accept = (value: Value): ParsedValue => ({ ok: true, value });
const refuse = (rule: string, expected: string): ParsedValue => ({ ok: false, rule, expected });
const NONE_WORD = /^(?:none|null)$/i;

/** Refuses a value that is not a number. Python's None has its own rule, since it is a frequent mistake. */
const refuseNumber = (text: string, rule: string, expected: string): ParsedValue =>
  refuse(NONE_WORD.test(text.trim()) ? 'cli.none-word' : rule, expected);

/** Parses like Python's `int()`: a sign, digits, single underscores between digits, spaces around. */
function parseInt10(text: string): ParsedValue {
  if (!/^[+-]?\d+(?:_\d+)*$/.test(text.trim())) return refuseNumber(text, 'cli.int', 'a whole number');
  return accept(Number(text.replaceAll('_', '')));
}

const FLOAT = /^[+-]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** Parses like Python's `float()`, including the names of infinity and not-a-number. */
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

/** Parses like HfArgumentParser's `string_to_bool`, in any case. It accepts neither `on` nor `off`. */
function parseBool(text: string): ParsedValue {
  const lower = text.toLowerCase();
  if (TRUE.has(lower)) return accept(true);
  if (FALSE.has(lower)) return accept(false);
  return refuse('cli.bool', 'true or false');
}

/** Compares choices exactly; `None` matches only when None is one of them. */
function parseEnum(text: string, form: Form): ParsedValue {
  const choices = form.choices ?? [];
  if (choices.includes(text)) return accept(text);
  if (text === 'None' && choices.includes(null)) return accept(null);
  const expected = `one of ${choices.map((choice) => choice ?? 'None').join(', ')}`;
  return refuse(NONE_WORD.test(text) ? 'cli.enum-none' : 'cli.enum', expected);
}

const NON_FINITE_NUMBER = /([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g;

/** Parses JSON text, or accepts the path of a JSON file without reading it. */
function parseJson(text: string, form: Form): ParsedValue {
  if (form.orWord && /^\w+$/.test(text)) return accept(text);
  if (isNestedTooDeeply(text)) return refuse('cli.json', 'JSON with less nesting');
  try {
    // Python also reads infinity and not-a-number.
    return accept(JSON.parse(text.replace(NON_FINITE_NUMBER, (_, before) => `${before}0`)) as Value);
  } catch {
    if (form.textOnly) return refuse('cli.json', 'JSON text');
    // Any text may be a file name; one with the beginning of a path or with an extension most likely is.
    const isPath = !/[{["']/.test(text) && /^[./~\\]|^[a-z]:|\.[^/\\]*$/i.test(text);
    return isPath ? accept(text) : refuse('cli.json', 'JSON text or the path of a JSON file');
  }
}

const noSuggestions = (): string[] => [];

/** Parser, suggestions and label of each type: everything that differs between types. */
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
    parse: () => refuse('cli.torch-dtype', 'no value at all. This release cannot read the type'),
    suggestions: () => [],
  },
};

/** Parses one value as the type of the flag. */
export const parseValue = (text: string, form: Form): ParsedValue =>
  form.unreadable
    ? refuse('cli.unreadable', 'no value at all. This release declares the flag incorrectly')
    : TYPES[form.type].parse(text, form);

/** Prints a value for a message or a hover, as the user would type it; null is None. */
export function printValue(value: Value): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : value.map(printValue).join(' ');
  if (typeof value === 'object') return JSON.stringify(value);
  if (value === '') return "''";
  return typeof value === 'number' ? printNumber(value) : String(value);
}

/** Prints small numbers with an exponent, as in configs: 1e-5, not 0.00001. */
function printNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

/** Returns the name of the type in a hover: `int`, `bool`, `list of string`. */
export function typeLabelOf(form: Form): string {
  const label = TYPES[form.type].label;
  return form.list ? `list of ${label}` : label;
}
