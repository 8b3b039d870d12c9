/**
 * Plain YAML scalars as PyYAML's `safe_load` resolves them (YAML 1.1 with its own gaps), and Python's `str()` of the
 * result, which is the text that ms-swift puts on the command line. `1e-5` stays text, `017` is 15, `off` is False.
 * Source: PyYAML lib/yaml/resolver.py and constructor.py.
 */

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

export type PythonType = 'null' | 'bool' | 'int' | 'float' | 'str';

export interface PythonScalar {
  type: PythonType;
  /** Python's `str()` of the value. */
  text: string;
}

/** What a plain (unquoted) scalar becomes. Dates are left as they are written, which `str()` of a date also gives. */
export function pythonScalar(plain: string): PythonScalar {
  if (NULL.test(plain)) return { type: 'null', text: 'None' };
  if (TRUE.test(plain)) return { type: 'bool', text: 'True' };
  if (FALSE.test(plain)) return { type: 'bool', text: 'False' };
  if (INT.test(plain)) return { type: 'int', text: intText(plain) };
  if (FLOAT.test(plain)) return { type: 'float', text: pythonFloat(floatOf(plain)) };
  return { type: 'str', text: plain };
}

function intText(plain: string): string {
  const bare = plain.replaceAll('_', '');
  const negative = bare.startsWith('-');
  const digits = bare.replace(/^[-+]/, '');
  const value = magnitude(digits);
  return `${negative && value !== 0n ? '-' : ''}${value}`;
}

function magnitude(digits: string): bigint {
  if (digits === '0') return 0n;
  if (/^0[bx]/.test(digits)) return BigInt(digits);
  if (digits.startsWith('0')) return BigInt(`0o${digits}`);
  if (!digits.includes(':')) return BigInt(digits);
  return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
}

function floatOf(plain: string): number {
  const bare = plain.replaceAll('_', '').toLowerCase();
  if (bare.endsWith('.inf')) return bare.startsWith('-') ? -Infinity : Infinity;
  if (bare === '.nan') return Number.NaN;
  if (!bare.includes(':')) return Number(bare);
  const sign = bare.startsWith('-') ? -1 : 1;
  const parts = bare.replace(/^[-+]/, '').split(':');
  return sign * parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Python's `repr` of a float: an exponent below 1e-4 and from 1e16 on, always two digits, and `.0` behind whole numbers. */
export function pythonFloat(value: number): string {
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
