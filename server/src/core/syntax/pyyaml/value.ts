import { Refused } from './input';
import { type PyTime, timeRepr, timeText } from './time';

/** What `safe_load` makes: Python's int is a bigint, its float a number. */
export type PyValue = null | boolean | bigint | number | string | PyObject;
type PyObject = PyList | PyDict | PySet | PyBytes | PyTime | typeof UNKNOWN;

/** `endless`: printing it was given up before, so that it is not tried again wherever it is used. */
export interface PyList {
  type: 'list' | 'tuple';
  items: PyValue[];
  endless?: true;
}

/** Its pairs by what makes keys equal in Python; a pair keeps the place and the key of its first occurrence. */
export interface PyDict {
  type: 'dict';
  pairs: Map<string, { key: PyValue; value: PyValue }>;
  endless?: true;
}

interface PySet {
  type: 'set';
  keys: PyValue[];
}

interface PyBytes {
  type: 'bytes';
  bytes: number[];
}

/** A value that cannot be known, such as half of a character. */
export const UNKNOWN = { type: 'unknown' } as const;

/** The name that Python's errors give to the type. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float';
  if (value.type === 'time') return value.clock ? 'datetime.datetime' : 'datetime.date';
  return value.type;
}

/** What makes keys of a dict equal: numbers by their value, True being 1. Undefined for what cannot be a key. */
export function keyOf(value: PyValue): string | undefined {
  if (typeof value === 'string') return `s${value}`;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(BigInt(value)) : `f${value}`;
  if (value.type === 'bytes' || value.type === 'time') return `o${repr(value)}`;
  return value.type === 'unknown' ? 'unknown' : undefined;
}

/** Python's `repr` of a float: an exponent below 1e-4 and from 1e16 on, always two digits, and `.0` behind whole numbers. */
export function pythonFloat(value: number): string {
  const usual = String(value);
  if (Math.abs(value) >= 1e-4 && /^-?[0-9]+\.[0-9]+$/.test(usual)) return usual;
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const digits = Math.abs(power).toString().padStart(2, '0');
    return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`;
  }
  const text = power < 0 ? value.toFixed(Math.max(-power, mantissaDigits(mantissa) - power)) : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

const mantissaDigits = (mantissa: string): number => mantissa.replace(/^-?\d+\.?/, '').length;

/** Aliases can make a short text unfold without end; what is longer or deeper than this is not known here. */
const LONGEST = 100_000;
const DEEPEST = 300;

interface Printer {
  left: number;
  /** The collections that are being printed. */
  open: Set<PyList | PyDict>;
}

/** Thrown so often that it carries no stack. */
const TOO_LONG = Symbol('too long');

/** Python's `str()`: what a value becomes as one word. Undefined where it cannot be known. */
export const pythonText = (value: PyValue): string | undefined =>
  typeof value === 'string' ? value : printed((printer) => str(value, printer));

/** Python's `json.dumps(value, ensure_ascii=False)`. Throws where Python does, for dates, bytes, sets and circles. */
export const jsonText = (value: PyValue): string | undefined => printed((printer) => json(value, printer));

function printed(print: (printer: Printer) => string): string | undefined {
  const printer: Printer = { left: LONGEST, open: new Set() };
  try {
    return print(printer);
  } catch (error) {
    if (error !== TOO_LONG) throw error;
    for (const value of printer.open) value.endless = true;
    return undefined;
  }
}

function spend(printer: Printer, text: string): string {
  printer.left -= text.length + 2;
  if (printer.left < 0) throw TOO_LONG;
  return text;
}

/** Prints what is in a collection, or what is said of one that holds itself. */
function inside(value: PyList | PyDict, printer: Printer, circle: () => string, print: () => string): string {
  if (printer.open.has(value)) return circle();
  if (printer.open.size > DEEPEST || value.endless) throw TOO_LONG;
  printer.open.add(value);
  const text = print();
  printer.open.delete(value);
  return text;
}

const str = (value: PyValue, printer: Printer): string =>
  typeof value === 'object' && value?.type === 'time' ? timeText(value) : repr(value, printer);

function repr(value: PyValue, printer: Printer = { left: LONGEST, open: new Set() }): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return spend(printer, quoted(value));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return spend(printer, String(value));
  if (typeof value === 'number') return spend(printer, pythonFloat(value));
  if (value.type === 'time') return spend(printer, timeRepr(value));
  if (value.type === 'bytes') return spend(printer, bytesRepr(value.bytes));
  if (value.type === 'unknown') throw TOO_LONG;
  if (value.type === 'set') return setRepr(value, printer);
  const [open, close] = value.type === 'dict' ? '{}' : value.type === 'list' ? '[]' : '()';
  return inside(
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

/** The order of a set changes from run to run. */
function setRepr({ keys }: PySet, printer: Printer): string {
  if (keys.length > 1) throw TOO_LONG;
  return keys.length === 0 ? 'set()' : `{${repr(keys[0] as PyValue, printer)}}`;
}

const NAMED: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\'\p{C}\p{Z}]/gu, (letter) => {
    if (letter === ' ' || (letter === "'" && quote === '"')) return letter;
    if (letter === "'") return "\\'";
    const code = letter.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code > 0xffff) return `\\U${hex.padStart(8, '0')}`;
    return NAMED[letter] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`);
  });
  return quote + escaped + quote;
}

function bytesRepr(bytes: readonly number[]): string {
  const letters = bytes.map((byte) => String.fromCharCode(byte));
  const quote = letters.includes("'") && !letters.includes('"') ? '"' : "'";
  const escaped = letters.map((letter, index) => {
    const code = bytes[index] ?? 0;
    if (letter === quote) return `\\${letter}`;
    return NAMED[letter] ?? (code < 32 || code > 126 ? `\\x${code.toString(16).padStart(2, '0')}` : letter);
  });
  return `b${quote}${escaped.join('')}${quote}`;
}

function json(value: PyValue, printer: Printer): string {
  if (value === null || typeof value === 'boolean') return spend(printer, String(value));
  if (typeof value === 'string') return spend(printer, JSON.stringify(value));
  if (typeof value === 'bigint') return spend(printer, String(value));
  if (typeof value === 'number') return spend(printer, jsonFloat(value));
  if (value.type === 'unknown') throw TOO_LONG;
  if (value.type !== 'list' && value.type !== 'tuple' && value.type !== 'dict') {
    throw new Refused(`JSON has no ${typeName(value)}`, 0);
  }
  const circle = (): never => {
    throw new Refused('the map holds itself', 0);
  };
  return inside(value, printer, circle, () => {
    if (value.type !== 'dict') return `[${value.items.map((item) => json(item, printer)).join(', ')}]`;
    const pairs = [...value.pairs.values()].map(
      (pair) => `${JSON.stringify(jsonKey(pair.key))}: ${json(pair.value, printer)}`,
    );
    return `{${pairs.join(', ')}}`;
  });
}

const jsonFloat = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? pythonFloat(value) : `${value < 0 ? '-' : ''}Infinity`;

function jsonKey(key: PyValue): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean' || typeof key === 'bigint') return String(key);
  if (typeof key === 'number') return jsonFloat(key);
  if (key.type === 'unknown') throw TOO_LONG;
  throw new Refused(`a ${typeName(key)} cannot be a key in JSON`, 0);
}
