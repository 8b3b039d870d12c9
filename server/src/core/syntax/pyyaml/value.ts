import { ParseError } from './input';
import { type PyTime, reprTime, strTime } from './time';

/** A value that `safe_load` returns: Python's int is a bigint, its float a number. */
export type PyValue = null | boolean | bigint | number | string | PyObject;
type PyObject = PyList | PyDict | PySet | PyBytes | PyTime | typeof UNKNOWN;

export interface PyList {
  type: 'list' | 'tuple';
  items: PyValue[];
  /** Printing was abandoned once and is not tried again at other uses. */
  tooLongToPrint?: true;
}

/**
 * A Python dict: pairs by the name under which keys are equal. A pair keeps the position and the key of its first
 * occurrence.
 */
export interface PyDict {
  type: 'dict';
  pairs: Map<string, { key: PyValue; value: PyValue }>;
  tooLongToPrint?: true;
}

interface PySet {
  type: 'set';
  keys: PyValue[];
}

interface PyBytes {
  type: 'bytes';
  bytes: number[];
}

/** A value that cannot be known, such as a lone surrogate. */
export const UNKNOWN = { type: 'unknown' } as const;

/** Returns the name of the type in Python's error messages. */
export function pythonTypeOf(value: PyValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (value.type === 'time') return value.clock ? 'datetime.datetime' : 'datetime.date';
  return value.type;
}

/**
 * Returns the name under which keys of a dict are equal: numbers by value, True being 1. Undefined for values that
 * cannot be keys.
 */
export function dictKeyOf(value: PyValue): string | undefined {
  if (typeof value === 'string') return `s${value}`;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : `f${value}`;
  if (value.type === 'bytes' || value.type === 'time') return `o${repr(value)}`;
  return value.type === 'unknown' ? 'unknown' : undefined;
}

/**
 * Prints a float like Python's `repr`: an exponent of at least two digits below 1e-4 and from 1e16 on, and `.0` after
 * whole numbers.
 */
export function reprFloat(value: number): string {
  const shortest = String(value);
  if (Math.abs(value) >= 1e-4 && /^-?[0-9]+\.[0-9]+$/.test(shortest)) return shortest;
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const digits = Math.abs(power).toString().padStart(2, '0');
    return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`;
  }
  const text = power < 0 ? value.toFixed(Math.max(-power, countMantissaDigits(mantissa) - power)) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const countMantissaDigits = (mantissa: string): number => mantissa.replace(/^-?\d+\.?/, '').length;

/** Limits for printing, in characters and nested collections: aliases can expand a short text without bound. */
const MAX_TEXT_LENGTH = 100_000;
const MAX_DEPTH = 300;

interface Printer {
  remaining: number;
  /** The collections that are being printed. */
  open: Set<PyList | PyDict>;
}

/** Thrown so often that it has no stack trace. */
const TOO_LONG = Symbol('too long');

/** Prints a value as one argument, like Python's `str()`. Undefined when it cannot be known. */
export const toPythonText = (value: PyValue): string | undefined =>
  typeof value === 'string' ? value : printWithinLimits((printer) => str(value, printer));

/**
 * Prints like Python's `json.dumps(value, ensure_ascii=False)`. Throws as Python does for dates, bytes, sets and
 * cycles.
 */
export const toJsonText = (value: PyValue): string | undefined =>
  printWithinLimits((printer) => dumpJson(value, printer));

function printWithinLimits(print: (printer: Printer) => string): string | undefined {
  const printer: Printer = { remaining: MAX_TEXT_LENGTH, open: new Set() };
  try {
    return print(printer);
  } catch (error) {
    if (error !== TOO_LONG) throw error;
    for (const value of printer.open) value.tooLongToPrint = true;
    return undefined;
  }
}

function spend(printer: Printer, text: string): string {
  printer.remaining -= text.length + 2;
  if (printer.remaining < 0) throw TOO_LONG;
  return text;
}

/** Prints a collection; `onCycle` handles one that contains itself. */
function printCollection(value: PyList | PyDict, printer: Printer, onCycle: () => string, print: () => string): string {
  if (printer.open.has(value)) return onCycle();
  if (printer.open.size > MAX_DEPTH || value.tooLongToPrint) throw TOO_LONG;
  printer.open.add(value);
  const text = print();
  printer.open.delete(value);
  return text;
}

const str = (value: PyValue, printer: Printer): string =>
  typeof value === 'object' && value?.type === 'time' ? strTime(value) : repr(value, printer);

function repr(value: PyValue, printer: Printer = { remaining: MAX_TEXT_LENGTH, open: new Set() }): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return spend(printer, reprString(value));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return spend(printer, String(value));
  if (typeof value === 'number') return spend(printer, reprFloat(value));
  if (value.type === 'time') return spend(printer, reprTime(value));
  if (value.type === 'bytes') return spend(printer, reprBytes(value.bytes));
  if (value.type === 'unknown') throw TOO_LONG;
  if (value.type === 'set') return reprSet(value, printer);
  const [open, close] = value.type === 'dict' ? '{}' : value.type === 'list' ? '[]' : '()';
  return printCollection(
    value,
    printer,
    () => `${open}...${close}`,
    () => {
      if (value.type !== 'dict') return `${open}${value.items.map((item) => repr(item, printer)).join(', ')}${close}`;
      const pairs = [...value.pairs.values()].map((pair) => `${repr(pair.key, printer)}: ${repr(pair.value, printer)}`);
      return `{${pairs.join(', ')}}`;
    },
  );
}

/** Prints a set of at most one item; the order of larger sets changes between runs. */
function reprSet({ keys }: PySet, printer: Printer): string {
  if (keys.length > 1) throw TOO_LONG;
  return keys.length === 0 ? 'set()' : `{${repr(keys[0] as PyValue, printer)}}`;
}

const NAMED_ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'\p{C}\p{Z}]/gu, (letter) => {
    if (letter === ' ' || (letter === "'" && quote === '"')) return letter;
    if (letter === "'") return "\\'";
    const code = letter.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code > 0xffff) return `\\U${hex.padStart(8, '0')}`;
    return NAMED_ESCAPES[letter] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`);
  });
  return quote + escaped + quote;
}

function reprBytes(bytes: readonly number[]): string {
  const letters = bytes.map((byte) => String.fromCharCode(byte));
  const quote = letters.includes("'") && !letters.includes('"') ? '"' : "'";
  const escaped = letters.map((letter, index) => {
    const code = bytes[index] ?? 0;
    if (letter === quote) return `\\${letter}`;
    return NAMED_ESCAPES[letter] ?? (code < 32 || code > 126 ? `\\x${code.toString(16).padStart(2, '0')}` : letter);
  });
  return `b${quote}${escaped.join('')}${quote}`;
}

function dumpJson(value: PyValue, printer: Printer): string {
  if (value === null || typeof value === 'boolean') return spend(printer, String(value));
  if (typeof value === 'string') return spend(printer, JSON.stringify(value));
  if (typeof value === 'bigint') return spend(printer, String(value));
  if (typeof value === 'number') return spend(printer, toJsonFloat(value));
  if (value.type === 'unknown') throw TOO_LONG;
  if (value.type !== 'list' && value.type !== 'tuple' && value.type !== 'dict') {
    throw new ParseError(`JSON has no type ${pythonTypeOf(value)}`, 0);
  }
  const onCycle = (): never => {
    throw new ParseError('the map contains itself', 0);
  };
  return printCollection(value, printer, onCycle, () => {
    if (value.type !== 'dict') return `[${value.items.map((item) => dumpJson(item, printer)).join(', ')}]`;
    const pairs = [...value.pairs.values()].map(
      (pair) => `${JSON.stringify(toJsonKey(pair.key))}: ${dumpJson(pair.value, printer)}`,
    );
    return `{${pairs.join(', ')}}`;
  });
}

const toJsonFloat = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? reprFloat(value) : `${value < 0 ? '-' : ''}Infinity`;

function toJsonKey(key: PyValue): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean' || typeof key === 'bigint') return String(key);
  if (typeof key === 'number') return toJsonFloat(key);
  if (key.type === 'unknown') throw TOO_LONG;
  throw new ParseError(`a ${pythonTypeOf(key)} cannot be a key in JSON`, 0);
}
