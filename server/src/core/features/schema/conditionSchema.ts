import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import type { Command } from '../../config/config';
import { QUANTITIES } from '../../facts/parallelLayout';
import type { Condition, Operator } from '../../lint/condition';

/** A JSON schema of draft 7. `true` accepts everything and `false` nothing. */
export type JsonSchema = boolean | { [keyword: string]: unknown };

/**
 * A three-valued condition as two schemas: one accepts the files for which it is surely true, the other those for which
 * it is surely false. Files that a schema cannot compare are in neither.
 */
export interface Truth {
  holds: JsonSchema;
  fails: JsonSchema;
  /** Whether the schemas are complete: a file in neither of them is unknown to the rules as well. */
  isExact: boolean;
}

/** The context in which conditions are converted to schemas. */
export interface ConditionContext {
  release: string;
  commands: readonly Command[];
  /** Whether a name is a key of config files. Options of Megatron alone are not: they are given inside other values. */
  isFlag: (name: string) => boolean;
  /** The default of a flag, undefined where it is unknown; `depends` where it depends on other flags. */
  defaultOf: (flag: string) => { value: Value | undefined; depends: boolean };
  /** Whether a flag is a list, which never equals a single value, even where one is written. */
  isList: (flag: string) => boolean;
}

const UNKNOWN: Truth = { holds: false, fails: false, isExact: false };
const toConstantTruth = (truth: boolean): Truth => ({ holds: truth, fails: !truth, isExact: true });

/** Converts a condition to the schemas of the files for which it is true and false. */
export function truthOf(condition: Condition, context: ConditionContext): Truth {
  if ('all' in condition) return conjoin(condition.all.map((each) => truthOf(each, context)));
  if ('any' in condition) return negate(conjoin(condition.any.map((each) => negate(truthOf(each, context)))));
  if ('not' in condition) return negate(truthOf(condition.not, context));
  if ('release' in condition) return toConstantTruth(isInRange(context.release, condition.release));
  if ('command' in condition) return commandTruthOf(condition.command, context);
  if ('left' in condition) return comparisonTruthOf(condition, context);
  if ('env' in condition) return variableTruthOf(condition);
  if ('complete' in condition || 'bare' in condition || 'chosen' in condition) return UNKNOWN;
  if ('matches' in condition || 'named' in condition || 'differs' in condition) return UNKNOWN;
  if ('given' in condition) {
    const presence = flagTruthOf(condition.flag, context, { holds: true, fails: false, isExact: true }, false);
    return condition.given ? presence : negate(presence);
  }
  if ('written' in condition) return writtenTruthOf(condition.flag, condition.written, context);
  if ('is' in condition) return valueTruthOf(condition.flag, [condition.is], context);
  if ('in' in condition) return valueTruthOf(condition.flag, condition.in, context);
  return itemTruthOf(condition.flag, condition.has, context);
}

const negate = ({ holds, fails, isExact }: Truth): Truth => ({ holds: fails, fails: holds, isExact });

function conjoin(truths: readonly Truth[]): Truth {
  return {
    holds: combineAll(truths.map(({ holds }) => holds)),
    fails: combineAny(truths.map(({ fails }) => fails)),
    isExact: truths.every(({ isExact }) => isExact),
  };
}

/** Combines schemas that must all hold, without those that accept everything. */
export function combineAll(schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.includes(false)) return false;
  const restrictive = schemas.filter((schema) => schema !== true);
  return restrictive.length === 0
    ? true
    : restrictive.length === 1
      ? (restrictive[0] as JsonSchema)
      : { allOf: restrictive };
}

/** Combines schemas of which one must hold, without those that accept nothing. */
export function combineAny(schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.includes(true)) return true;
  const satisfiable = schemas.filter((schema) => schema !== false);
  return satisfiable.length === 0
    ? false
    : satisfiable.length === 1
      ? (satisfiable[0] as JsonSchema)
      : { anyOf: satisfiable };
}

/** Creates a schema of the files that give a flag with a value of a schema. */
function createGivenSchema(flag: string, value: JsonSchema = true): JsonSchema {
  if (typeof value === 'boolean') return value && { required: [flag] };
  return { required: [flag], properties: { [flag]: value } };
}

/** The truth of a condition on a flag: that of its value where it is given, else that of its default. */
function flagTruthOf(
  flag: string,
  { isFlag }: ConditionContext,
  givenTruth: Truth,
  defaultTruth: boolean | undefined,
): Truth {
  if (!isFlag(flag))
    return { holds: defaultTruth === true, fails: defaultTruth === false, isExact: givenTruth.isExact };
  const absent = { not: { required: [flag] } };
  return {
    isExact: givenTruth.isExact,
    holds: combineAny([createGivenSchema(flag, givenTruth.holds), defaultTruth === true && absent]),
    fails: combineAny([createGivenSchema(flag, givenTruth.fails), defaultTruth === false && absent]),
  };
}

/** The texts that are true and false for argparse, as ms-swift calls it. */
export const TRUE_TEXT = '^(?:[yY][eE][sS]|[tT][rR][uU][eE]|[tTyY1])$';
export const FALSE_TEXT = '^(?:[nN][oO]|[fF][aA][lL][sS][eE]|[fFnN0])$';

/**
 * Creates the schema of a value in all of its spellings. It contains no `enum`, since editors show the items of each one as
 * the values of the key.
 */
export function createSpellingsSchema(values: readonly Value[]): JsonSchema {
  return combineAny([...new Set(values)].flatMap(listSpellings));
}

function listSpellings(value: Value): JsonSchema[] {
  if (value === true) return [{ const: true }, { const: 1 }, { type: 'string', pattern: TRUE_TEXT }];
  if (value === false) return [{ const: false }, { const: 0 }, { type: 'string', pattern: FALSE_TEXT }];
  if (value === null) return [{ const: null }, { const: 'None' }];
  return typeof value === 'number' ? [{ const: value }, { const: String(value) }] : [{ const: value }];
}

function valueTruthOf(flag: string, values: readonly Value[], context: ConditionContext): Truth {
  if (values.some((value) => typeof value === 'object' && value !== null)) return UNKNOWN;
  const { value: defaultValue, depends } = context.defaultOf(flag);
  const defaultTruth = defaultValue === undefined ? undefined : values.includes(defaultValue);
  if (context.isList(flag))
    return flagTruthOf(flag, context, { holds: false, fails: true, isExact: !depends }, defaultTruth);
  const valueSchema = createSpellingsSchema(values);
  // Only a scalar surely differs: lists and maps are not compared.
  const otherValues = { type: ['boolean', 'number', 'string', 'null'], not: valueSchema };
  return flagTruthOf(flag, context, { holds: valueSchema, fails: otherValues, isExact: !depends }, defaultTruth);
}

function itemTruthOf(flag: string, value: Value, context: ConditionContext): Truth {
  const { value: defaultValue, depends } = context.defaultOf(flag);
  const item = createSpellingsSchema([value]);
  const has = { anyOf: [{ type: 'array', contains: item }, item] };
  const defaultTruth = Array.isArray(defaultValue)
    ? defaultValue.includes(value)
    : defaultValue === undefined
      ? undefined
      : false;
  return flagTruthOf(flag, context, { holds: has, fails: { not: has }, isExact: !depends }, defaultTruth);
}

function writtenTruthOf(flag: string, text: string, context: ConditionContext): Truth {
  const otherText = { type: 'string', not: { const: text } };
  return flagTruthOf(flag, context, { holds: { const: text }, fails: otherText, isExact: true }, false);
}

function variableTruthOf(condition: { env: string; given: boolean } | { env: string; in: string[] }): Truth {
  const createEnvSchema = (value?: JsonSchema): JsonSchema => ({
    required: ['ENV'],
    properties: { ENV: createGivenSchema(condition.env, value) },
  });
  if ('given' in condition) {
    const truth = { holds: createEnvSchema(), fails: { not: createEnvSchema() }, isExact: true };
    return condition.given ? truth : negate(truth);
  }
  const allowed = createSpellingsSchema(condition.in.map((value) => (/^\d+$/.test(value) ? Number(value) : value)));
  const otherValues = { type: ['string', 'integer'], not: allowed };
  return { holds: createEnvSchema(allowed), fails: createEnvSchema(otherValues), isExact: true };
}

const commandTruthOf = (allowed: readonly Command[], { commands }: ConditionContext): Truth => {
  const matching = commands.filter((command) => allowed.includes(command)).length;
  return matching === 0 ? toConstantTruth(false) : matching === commands.length ? toConstantTruth(true) : UNKNOWN;
};

const MIRRORED: Partial<Record<Operator, Operator>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=' };

/** The truth of comparing a flag with a number. A schema cannot compare two values of a file. */
function comparisonTruthOf(
  { left, op, right }: Condition & { left: unknown; op: Operator; right: unknown },
  context: ConditionContext,
): Truth {
  if (typeof left === 'number' && typeof right === 'string') {
    const mirrored = MIRRORED[op];
    return mirrored ? comparisonTruthOf({ left: right, op: mirrored, right: left }, context) : UNKNOWN;
  }
  if (typeof left !== 'string' || typeof right !== 'number' || left in QUANTITIES) return UNKNOWN;
  const limit = LIMIT_SCHEMAS[op]?.(right);
  if (!limit) return UNKNOWN;
  const { value, depends } = context.defaultOf(left);
  const defaultTruth = typeof value === 'number' ? compare(value, op, right) : undefined;
  const [holds, fails] = [
    { type: 'number', ...limit },
    { type: 'number', not: limit },
  ];
  return flagTruthOf(left, context, { holds, fails, isExact: !depends }, defaultTruth);
}

const LIMIT_SCHEMAS: Partial<Record<Operator, (right: number) => { [keyword: string]: unknown } | undefined>> = {
  '<': (right) => ({ exclusiveMaximum: right }),
  '<=': (right) => ({ maximum: right }),
  '>': (right) => ({ exclusiveMinimum: right }),
  '>=': (right) => ({ minimum: right }),
  '=': (right) => ({ const: right }),
  'multiple of': (right) => (right > 0 ? { multipleOf: right } : undefined),
};

function compare(left: number, op: Operator, right: number): boolean | undefined {
  if (op === '<') return left < right;
  if (op === '<=') return left <= right;
  if (op === '>') return left > right;
  if (op === '>=') return left >= right;
  if (op === '=') return left === right;
  return op === 'multiple of' ? left % right === 0 : undefined;
}
