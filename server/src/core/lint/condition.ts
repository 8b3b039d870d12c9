import { isExplicit, isInRange } from '../catalog/release';
import type { Value } from '../catalog/types';
import type { Command, Config } from '../config/config';
import { envValueOf, findVariable, isTraining } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven, isGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import { compileTerm, flagNamesOfTerm, type Term } from './term';

/**
 * A condition on a run, as data. It is three-valued: true, false, or unknown if a value is unknown. An unknown condition
 * never leads to a finding.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { flag: string; given: boolean }
  /** The flag is given with another value than its default. */
  | { flag: string; differs: boolean }
  /** The text of the value, or of an item of a list, matches a pattern. */
  | { flag: string; matches: string }
  /** The name is written, known to the release or not. */
  | { flag: string; named: boolean }
  | { flag: string; is: Value }
  | { flag: string; in: Value[] }
  /** The list contains the value. */
  | { flag: string; has: Value }
  /** The value as typed, for values that the program rejects. */
  | { flag: string; written: string }
  | { left: Term; op: Operator; right: Term }
  | { env: string; given: boolean }
  | { env: string; in: string[] }
  /** Everything that the run is given is known, so that an absent flag is missing; see `isComplete`. */
  | { complete: true }
  /** Nothing is given at all, and no unknown argument could contain a flag. */
  | { bare: true }
  /** The release was chosen explicitly; otherwise a missing flag may be one that another release does not need. */
  | { chosen: true }
  | { release: string }
  | { command: Command[] };

export type Operator = '<' | '<=' | '>' | '>=' | '=' | 'multiple of' | 'divides';

/** Returns whether a condition is true for one run; undefined means unknown. */
export type ConditionTest = (facts: Facts) => boolean | undefined;

export const holds = (condition: Condition, facts: Facts): boolean | undefined => compileCondition(condition)(facts);

/** Compiles a condition to a function, so that its kind is determined once and not for each run. */
export function compileCondition(condition: Condition): ConditionTest {
  if ('all' in condition) return testAll(condition.all.map(compileCondition));
  if ('any' in condition) return testAny(condition.any.map(compileCondition));
  if ('not' in condition) return negateTest(compileCondition(condition.not));
  if ('left' in condition) return compileComparison(condition);
  if ('env' in condition) return (facts) => testVariable(condition, facts.config);
  if ('complete' in condition) return isComplete;
  if ('bare' in condition) return isBare;
  if ('chosen' in condition) return ({ release }) => isExplicit(release);
  if ('release' in condition) return ({ release }) => isInRange(release.version, condition.release);
  if ('command' in condition) return ({ config }) => condition.command.includes(config.command);
  const { flag } = condition;
  if ('given' in condition) {
    const { given } = condition;
    return (facts) => {
      const isFlagGiven = isGiven(facts, flag);
      return isFlagGiven === undefined ? undefined : isFlagGiven === given;
    };
  }
  if ('differs' in condition) {
    const { differs } = condition;
    return (facts) => {
      const isOther = differsFromDefault(facts, flag);
      return isOther === undefined ? undefined : isOther === differs;
    };
  }
  if ('named' in condition) return ({ writtenNames }) => writtenNames.has(flag) === condition.named;
  if ('written' in condition) return (facts) => findGiven(facts, flag)?.entry.values[0]?.value === condition.written;
  const matchesValue = createValueTest(condition);
  return (facts) => {
    const value = flagValue(facts, flag);
    return value === undefined ? undefined : matchesValue(value);
  };
}

/** Whether a flag is given with another value than the release declares as its default. */
function differsFromDefault(facts: Facts, name: string): boolean | undefined {
  const isFlagGiven = isGiven(facts, name);
  const given = findGiven(facts, name);
  if (isFlagGiven !== true || !given) return isFlagGiven;
  if (given.value === undefined || !given.form) return undefined;
  return JSON.stringify(given.value) !== JSON.stringify(given.form.default);
}

/** Returns the test of a known value. */
function createValueTest(
  condition: Extract<Condition, { is: Value } | { flag: string; in: Value[] } | { has: Value } | { matches: string }>,
): (value: Value) => boolean {
  if ('is' in condition) return (value) => value === condition.is;
  if ('in' in condition) return (value) => condition.in.includes(value);
  if ('has' in condition) return (value) => Array.isArray(value) && value.includes(condition.has);
  const pattern = new RegExp(condition.matches);
  return (value) =>
    (Array.isArray(value) ? value : [value]).some((each) => typeof each === 'string' && pattern.test(each));
}

/** The flags that can name the model. */
export const MODEL_FLAGS = ['model', 'load', 'mcore_model', 'adapters', 'mcore_adapter'];

/** The flags that a training run needs: a model, data and a length. A command with only one of them is a sketch, in which nothing is reported as missing. */
export const ESSENTIAL_FLAGS = [
  MODEL_FLAGS,
  ['dataset', 'cached_dataset'],
  ['train_iters', 'max_epochs', 'num_train_epochs'],
];

/** Whether a run has no unknown arguments, is not a lone config file, has no unreadable file, and is more than a sketch. */
const isComplete = ({ config, writtenNames }: Facts): boolean =>
  !config.mayHaveMoreFlags &&
  !config.partial &&
  !config.configFile &&
  (!isTraining(config) || ESSENTIAL_FLAGS.filter((names) => names.some((name) => writtenNames.has(name))).length > 1);

/** Whether a command is alone, or has only an empty config file: no flag, and no argument or file that may contain one. */
const isBare = ({ config }: Facts): boolean =>
  config.flags.length === 0 &&
  config.positionals.length === 0 &&
  !config.mayHaveMoreFlags &&
  !config.partial &&
  !config.configFile &&
  (!config.joinedConfigFile || config.problems.length === 0);

const negateTest =
  (test: ConditionTest): ConditionTest =>
  (facts) => {
    const truth = test(facts);
    return truth === undefined ? undefined : !truth;
  };

/** False as soon as one test is false, even if others are unknown. */
const testAll =
  (tests: readonly ConditionTest[]): ConditionTest =>
  (facts) => {
    let result: boolean | undefined = true;
    for (const test of tests) {
      const truth = test(facts);
      if (truth === false) return false;
      if (truth === undefined) result = undefined;
    }
    return result;
  };

const testAny =
  (tests: readonly ConditionTest[]): ConditionTest =>
  (facts) => {
    let result: boolean | undefined = false;
    for (const test of tests) {
      const truth = test(facts);
      if (truth === true) return true;
      if (truth === undefined) result = undefined;
    }
    return result;
  };

/** Tests a variable. One that the text does not set may be set elsewhere, so only its absence from the text is known. */
function testVariable(condition: { env: string; given: boolean } | { env: string; in: string[] }, config: Config) {
  const isSet = findVariable(config, condition.env) !== undefined;
  if ('given' in condition) return isSet === condition.given;
  const value = envValueOf(config, condition.env);
  return value === undefined ? undefined : condition.in.includes(value);
}

const OPERATORS: Readonly<Record<Operator, (left: number, right: number) => boolean | undefined>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
  'multiple of': (left, right) => (right === 0 ? undefined : left % right === 0),
  divides: (left, right) => (left === 0 ? undefined : right % left === 0),
};

function compileComparison({ left, op, right }: { left: Term; op: Operator; right: Term }): ConditionTest {
  const compare = OPERATORS[op];
  const [evaluateLeft, evaluateRight] = [compileTerm(left), compileTerm(right)];
  return (facts) => {
    const leftValue = evaluateLeft(facts);
    const rightValue = leftValue === undefined ? undefined : evaluateRight(facts);
    return leftValue === undefined || rightValue === undefined ? undefined : compare(leftValue, rightValue);
  };
}

/** Returns the flags that a condition reads. */
export function flagNamesOfCondition(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(flagNamesOfCondition);
  if ('any' in condition) return condition.any.flatMap(flagNamesOfCondition);
  if ('not' in condition) return flagNamesOfCondition(condition.not);
  if ('left' in condition) return [...flagNamesOfTerm(condition.left), ...flagNamesOfTerm(condition.right)];
  return 'flag' in condition && !('named' in condition) ? [condition.flag] : [];
}

/** The ranges of releases that a condition asks for. */
export function rangesOfCondition(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(rangesOfCondition);
  if ('any' in condition) return condition.any.flatMap(rangesOfCondition);
  if ('not' in condition) return rangesOfCondition(condition.not);
  return 'release' in condition ? [condition.release] : [];
}
