import { inRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import type { Command } from '../../config/config';
import { QUANTITIES } from '../../facts/parallelLayout';
import type { Condition, Operator } from '../../lint/condition';

/** A JSON schema of draft 7; `true` takes everything and `false` nothing. */
export type Schema = boolean | { [keyword: string]: unknown };

/**
 * A three-valued condition as two schemas: one takes the files of which it is surely true, the other those of which it
 * is surely false. What a schema cannot compare is in neither.
 */
export interface Truth {
  holds: Schema;
  fails: Schema;
  /** Nothing was left out: a file in neither schema is one of which we know nothing ourselves. */
  isExact: boolean;
}

/** What is known where conditions are turned into schemas. */
export interface Exported {
  release: string;
  commands: readonly Command[];
  /** Whether a file may hold it at all. An option of Megatron alone is none: no schema looks where it is given. */
  isFlag: (name: string) => boolean;
  /** What a flag has where nobody gives it; undefined where that cannot be known, or depends on something else. */
  absent: (flag: string) => { value: Value | undefined; depends: boolean };
  /** A list is never equal to a single value, even where one is written. */
  isList: (flag: string) => boolean;
}

const UNKNOWN: Truth = { holds: false, fails: false, isExact: false };
const constant = (truth: boolean): Truth => ({ holds: truth, fails: !truth, isExact: true });

export function truthOf(condition: Condition, around: Exported): Truth {
  if ('all' in condition) return allOf(condition.all.map((each) => truthOf(each, around)));
  if ('any' in condition) return negated(allOf(condition.any.map((each) => negated(truthOf(each, around)))));
  if ('not' in condition) return negated(truthOf(condition.not, around));
  if ('release' in condition) return constant(inRange(around.release, condition.release));
  if ('command' in condition) return ofCommand(condition.command, around);
  if ('left' in condition) return ofComparison(condition, around);
  if ('env' in condition) return ofVariable(condition);
  if ('complete' in condition || 'bare' in condition || 'chosen' in condition) return UNKNOWN;
  if ('matches' in condition || 'named' in condition) return UNKNOWN;
  if ('given' in condition) {
    const presence = ofFlag(condition.flag, around, { holds: true, fails: false, isExact: true }, false);
    return condition.given ? presence : negated(presence);
  }
  if ('written' in condition) return ofWord(condition.flag, condition.written, around);
  if ('is' in condition) return ofValue(condition.flag, [condition.is], around);
  if ('in' in condition) return ofValue(condition.flag, condition.in, around);
  return ofItem(condition.flag, condition.has, around);
}

const negated = ({ holds, fails, isExact }: Truth): Truth => ({ holds: fails, fails: holds, isExact });

function allOf(truths: readonly Truth[]): Truth {
  return {
    holds: every(truths.map(({ holds }) => holds)),
    fails: some(truths.map(({ fails }) => fails)),
    isExact: truths.every(({ isExact }) => isExact),
  };
}

/** Schemas together, without those that say nothing. */
export function every(schemas: readonly Schema[]): Schema {
  if (schemas.includes(false)) return false;
  const telling = schemas.filter((schema) => schema !== true);
  return telling.length === 0 ? true : telling.length === 1 ? (telling[0] as Schema) : { allOf: telling };
}

export function some(schemas: readonly Schema[]): Schema {
  if (schemas.includes(true)) return true;
  const telling = schemas.filter((schema) => schema !== false);
  return telling.length === 0 ? false : telling.length === 1 ? (telling[0] as Schema) : { anyOf: telling };
}

/** The files that give a flag, with a value of some kind. */
function given(flag: string, value: Schema = true): Schema {
  if (typeof value === 'boolean') return value && { required: [flag] };
  return { required: [flag], properties: { [flag]: value } };
}

/** What holds of a value where it is given, and else of what the flag has by itself. */
function ofFlag(flag: string, { isFlag }: Exported, value: Truth, byItself: boolean | undefined): Truth {
  if (!isFlag(flag)) return { holds: byItself === true, fails: byItself === false, isExact: value.isExact };
  const absent = { not: { required: [flag] } };
  return {
    isExact: value.isExact,
    holds: some([given(flag, value.holds), byItself === true && absent]),
    fails: some([given(flag, value.fails), byItself === false && absent]),
  };
}

/** The words that stand for a value, beside the value itself. */
function spellings(value: Value): Value[] {
  if (value === true) return [true, 'true', 'True', 'TRUE', 'yes', 'y', 't', '1', 1];
  if (value === false) return [false, 'false', 'False', 'FALSE', 'no', 'n', 'f', '0', 0];
  return value === null ? [null, 'None'] : typeof value === 'number' ? [value, String(value)] : [value];
}

function ofValue(flag: string, values: readonly Value[], around: Exported): Truth {
  if (values.some((value) => typeof value === 'object' && value !== null)) return UNKNOWN;
  const { value: known, depends } = around.absent(flag);
  const byItself = known === undefined ? undefined : values.includes(known);
  if (around.isList(flag)) return ofFlag(flag, around, { holds: false, fails: true, isExact: !depends }, byItself);
  const words = { enum: [...new Set(values.flatMap(spellings))] };
  // Only a plain value is surely another one: lists and maps are compared nowhere.
  const others = { type: ['boolean', 'number', 'string', 'null'], not: words };
  return ofFlag(flag, around, { holds: words, fails: others, isExact: !depends }, byItself);
}

function ofItem(flag: string, value: Value, around: Exported): Truth {
  const { value: known, depends } = around.absent(flag);
  const item = { enum: spellings(value) };
  const has = { anyOf: [{ type: 'array', contains: item }, item] };
  const byItself = Array.isArray(known) ? known.includes(value) : known === undefined ? undefined : false;
  return ofFlag(flag, around, { holds: has, fails: { not: has }, isExact: !depends }, byItself);
}

function ofWord(flag: string, word: string, around: Exported): Truth {
  const others = { type: 'string', not: { const: word } };
  return ofFlag(flag, around, { holds: { enum: spellings(word) }, fails: others, isExact: true }, false);
}

function ofVariable(condition: { env: string; given: boolean } | { env: string; in: string[] }): Truth {
  const set = (value?: Schema): Schema => ({ required: ['ENV'], properties: { ENV: given(condition.env, value) } });
  if ('given' in condition) {
    const truth = { holds: set(), fails: { not: set() }, isExact: true };
    return condition.given ? truth : negated(truth);
  }
  const words = condition.in.flatMap((word) => (/^\d+$/.test(word) ? [word, Number(word)] : [word]));
  const others = { type: ['string', 'integer'], not: { enum: words } };
  return { holds: set({ enum: words }), fails: set(others), isExact: true };
}

const ofCommand = (allowed: readonly Command[], { commands }: Exported): Truth => {
  const inside = commands.filter((command) => allowed.includes(command)).length;
  return inside === 0 ? constant(false) : inside === commands.length ? constant(true) : UNKNOWN;
};

const MIRRORED: Partial<Record<Operator, Operator>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

/** Only a flag against a number: a schema cannot compare two values of a file. */
function ofComparison(
  { left, op, right }: Condition & { left: unknown; op: Operator; right: unknown },
  around: Exported,
): Truth {
  if (typeof left === 'number' && typeof right === 'string') {
    const mirrored = MIRRORED[op];
    return mirrored ? ofComparison({ left: right, op: mirrored, right: left }, around) : UNKNOWN;
  }
  if (typeof left !== 'string' || typeof right !== 'number' || left in QUANTITIES) return UNKNOWN;
  const limit = LIMITS[op]?.(right);
  if (!limit) return UNKNOWN;
  const { value, depends } = around.absent(left);
  const byItself = typeof value === 'number' ? compared(value, op, right) : undefined;
  const [holds, fails] = [
    { type: 'number', ...limit },
    { type: 'number', not: limit },
  ];
  return ofFlag(left, around, { holds, fails, isExact: !depends }, byItself);
}

const LIMITS: Partial<Record<Operator, (right: number) => { [keyword: string]: unknown } | undefined>> = {
  '<': (right) => ({ exclusiveMaximum: right }),
  '<=': (right) => ({ maximum: right }),
  '>': (right) => ({ exclusiveMinimum: right }),
  '>=': (right) => ({ minimum: right }),
  '=': (right) => ({ const: right }),
  'multiple of': (right) => (right > 0 ? { multipleOf: right } : undefined),
};

function compared(left: number, op: Operator, right: number): boolean | undefined {
  if (op === '<') return left < right;
  if (op === '<=') return left <= right;
  if (op === '>') return left > right;
  if (op === '>=') return left >= right;
  if (op === '=') return left === right;
  return op === 'multiple of' ? left % right === 0 : undefined;
}
