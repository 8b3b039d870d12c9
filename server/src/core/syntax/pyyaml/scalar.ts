import { ParseError } from './input';
import { type PyValue, reprFloat, UNKNOWN } from './value';

/**
 * The type of a plain scalar in PyYAML's `safe_load`, which implements YAML 1.1 incompletely: `1e-5` stays text, `017`
 * is 15, `off` is False. Source: PyYAML lib/yaml/resolver.py and constructor.py.
 */
type PlainType = 'null' | 'bool' | 'int' | 'float' | 'str' | 'timestamp' | 'merge' | 'value' | 'yaml';

const NULL = /^(?:~|null|Null|NULL)$/;
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Resolves the type of a plain scalar. Its first character determines the patterns to try. */
export function resolvePlainType(scalar: string): PlainType {
  // Python's `$` also matches before a final line break, which a quoted scalar after a bare `!` may have.
  const text = scalar.endsWith('\n') && scalar.length > 1 ? scalar.slice(0, -1) : scalar;
  const first = text.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46)
    return resolveNumberType(text, first);
  if (scalar === '') return 'null';
  if (text.length > 5) return 'str';
  if (NULL.test(text)) return 'null';
  if (BOOL.test(text)) return 'bool';
  if (text === '<<') return 'merge';
  if (text === '=') return 'value';
  return text === '!' || text === '&' || text === '*' ? 'yaml' : 'str';
}

function resolveNumberType(text: string, first: number): PlainType {
  if (FLOAT.test(text)) return 'float';
  if (first === 46) return 'str';
  if (INT.test(text)) return 'int';
  return first >= 48 && TIMESTAMP.test(text) ? 'timestamp' : 'str';
}

/** Digits of an integer: Python's default limit for the conversion from and to decimal text, minus a margin. */
const MAX_DIGITS = 4000;

/** Digits of other scripts, which Python reads too. */
const NON_ASCII_DIGIT = /(?![0-9])\p{Nd}/u;

/** Strips surrounding whitespace as defined by Python, which differs slightly from JavaScript. */
function stripPythonWhitespace(text: string): string {
  const letters = [...text];
  const first = letters.findIndex((letter) => !isPythonWhitespace(letter));
  return letters.slice(first, letters.findLastIndex((letter) => !isPythonWhitespace(letter)) + 1).join('');
}

function isPythonWhitespace(letter: string): boolean {
  const code = letter.charCodeAt(0);
  return (code >= 28 && code <= 31) || (code !== 0xfeff && /[\s\x85]/.test(letter));
}

function throwNotANumber(text: string, type: string, at: number): never {
  throw new ParseError(`Python cannot convert \`${text}\` to ${type}`, at);
}

/** Converts like `construct_yaml_int`. A scalar that is an int only by its tag goes through Python's own `int()`. */
export function intOf(scalar: string, at: number): PyValue {
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(scalar)) return BigInt(scalar);
  const cleaned = scalar.replaceAll('_', '');
  const sign = cleaned.startsWith('-') ? -1n : 1n;
  const digits = /^[-+]/.test(cleaned) ? cleaned.slice(1) : cleaned;
  if (cleaned.length > MAX_DIGITS || NON_ASCII_DIGIT.test(cleaned)) return UNKNOWN;
  if (digits === '') throwNotANumber(scalar, 'int', at);
  if (digits.startsWith('0b')) return sign * parsePythonInt(digits.slice(2), 2, scalar, at);
  if (digits.startsWith('0x')) return sign * parsePythonInt(digits.slice(2), 16, scalar, at);
  if (digits !== '0' && digits.startsWith('0')) return sign * parsePythonInt(digits, 8, scalar, at);
  return sign * digits.split(':').reduce((sum, part) => sum * 60n + parsePythonInt(part, 10, scalar, at), 0n);
}

const DIGITS_IN_BASE = {
  2: /^([-+]?)(?:0[bB])?([01]+)$/,
  8: /^([-+]?)(?:0[oO])?([0-7]+)$/,
  10: /^([-+]?)()?(\d+)$/,
  16: /^([-+]?)(?:0[xX])?([0-9a-fA-F]+)$/,
};
const BASE_PREFIX = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

function parsePythonInt(text: string, base: 2 | 8 | 10 | 16, scalar: string, at: number): bigint {
  const match = DIGITS_IN_BASE[base].exec(stripPythonWhitespace(text));
  if (!match) return throwNotANumber(scalar, 'int', at);
  const value = BigInt(BASE_PREFIX[base] + match.at(-1));
  return match[1] === '-' ? -value : value;
}

/** Converts like `construct_yaml_float`. */
export function floatOf(scalar: string, at: number): PyValue {
  if (/^[0-9]+\.[0-9]+$/.test(scalar)) return Number(scalar);
  const cleaned = scalar.replaceAll('_', '').toLowerCase();
  if (NON_ASCII_DIGIT.test(cleaned)) return UNKNOWN;
  const sign = cleaned.startsWith('-') ? -1 : 1;
  const digits = /^[-+]/.test(cleaned) ? cleaned.slice(1) : cleaned;
  if (digits === '') throwNotANumber(scalar, 'float', at);
  if (digits === '.inf') return sign * Infinity;
  if (digits === '.nan') return Number.NaN;
  // Added from the last part on, as in PyYAML, since float addition depends on the order.
  let value = 0;
  let base = 1;
  for (const part of digits.split(':').reverse()) {
    value += parsePythonFloat(part, scalar, at) * base;
    base *= 60;
  }
  return sign * value;
}

function parsePythonFloat(text: string, scalar: string, at: number): number {
  const stripped = stripPythonWhitespace(text);
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/.test(stripped)) return Number(stripped);
  const special = /^([-+]?)(inf|infinity|nan)$/.exec(stripped);
  if (!special) return throwNotANumber(scalar, 'float', at);
  return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
}

const BOOLS = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);

export function boolOf(scalar: string, at: number): boolean {
  return BOOLS.get(scalar.toLowerCase()) ?? throwNotANumber(scalar, 'bool', at);
}

interface PythonScalar {
  type: PlainType;
  /** Python's `str()` of the value. */
  text: string;
}

/** Converts a plain scalar to its text on the command line. Dates keep their source text. */
export function toPythonScalar(plain: string): PythonScalar {
  const type = resolvePlainType(plain);
  if (type === 'null') return { type, text: 'None' };
  if (type === 'bool') return { type, text: boolOf(plain, 0) ? 'True' : 'False' };
  if (type === 'int' && !/^[-+]?0[bx]_*$/.test(plain)) return { type, text: String(intOf(plain, 0)) };
  if (type === 'float') return { type, text: reprFloat(Number(floatOf(plain, 0))) };
  return { type, text: plain };
}
