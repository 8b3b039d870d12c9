import { inRange, isExplicit } from '../catalog/release';
import type { Value } from '../catalog/value';
import { type Command, type Config, envOf } from '../config';
import { type Facts, flagValue, isGiven, lastGiven } from './facts';
import { QUANTITIES } from './layout';

/**
 * A condition on a run, as data. It is three-valued: true, false, or unknown where a value cannot be known, and an
 * unknown condition never leads to a finding.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { flag: string; given: boolean }
  /** The text of the value fits a pattern. */
  | { flag: string; matches: string }
  /** The name is written, whether the release knows it or not. */
  | { flag: string; named: boolean }
  | { flag: string; is: Value }
  | { flag: string; in: Value[] }
  /** The list holds the value. */
  | { flag: string; has: Value }
  /** The word as typed, for values that the program refuses. */
  | { flag: string; written: string }
  | { left: Term; op: Operator; right: Term }
  | { env: string; given: boolean }
  | { env: string; in: string[] }
  /** All that the run is given is known, so that what is absent is missing; see `isComplete`. */
  | { complete: true }
  /** Somebody chose the release: what is missing may be what another release does not need. */
  | { chosen: true }
  | { release: string }
  | { command: Command[] };

/** A number, the name of a flag, of a variable or of a quantity of the layout, how many items a list has, or what comes of several. */
export type Term =
  | number
  | string
  | { length: string }
  | { product: Term[] }
  | { sum: Term[] }
  | { difference: [Term, Term] };

export type Operator = '<' | '<=' | '>' | '>=' | '=' | 'multiple of' | 'divides';

export function holds(condition: Condition, facts: Facts): boolean | undefined {
  if ('all' in condition) return every(condition.all, facts);
  if ('any' in condition) return some(condition.any, facts);
  if ('not' in condition) return negate(holds(condition.not, facts));
  if ('left' in condition) return compare(condition, facts);
  if ('env' in condition) return holdsOfVariable(condition, facts.config);
  if ('complete' in condition) return isComplete(facts);
  if ('chosen' in condition) return isExplicit(facts.release);
  if ('release' in condition) return inRange(facts.release.version, condition.release);
  if ('command' in condition) return condition.command.includes(facts.config.command);
  if ('given' in condition) {
    const given = isGiven(facts, condition.flag);
    return given === undefined ? undefined : given === condition.given;
  }
  if ('named' in condition) return isNamed(facts.config, condition.flag) === condition.named;
  if ('written' in condition) return lastGiven(facts, condition.flag)?.entry.values[0]?.value === condition.written;
  const value = flagValue(facts, condition.flag);
  if (value === undefined) return undefined;
  if ('is' in condition) return value === condition.is;
  if ('matches' in condition) return typeof value === 'string' && new RegExp(condition.matches).test(value);
  if ('in' in condition) return condition.in.includes(value);
  return Array.isArray(value) && value.includes(condition.has);
}

/** What a training run needs: a model, data and a length. A command with one of them only is a sketch, of which nothing is missing. */
const ESSENTIALS = [
  ['model', 'load', 'mcore_model', 'adapters', 'mcore_adapter'],
  ['dataset', 'cached_dataset'],
  ['train_iters', 'max_epochs', 'num_train_epochs'],
];

/** No words that cannot be known, no config file by itself, no file that cannot be read, and more than a sketch. */
const isComplete = ({ config }: Facts): boolean =>
  !config.open &&
  !config.partial &&
  !config.uses &&
  (config.command === 'export' || ESSENTIALS.filter((names) => names.some((name) => isNamed(config, name))).length > 1);

const isNamed = ({ entries }: Config, name: string): boolean =>
  entries.some((entry) => entry.kind === 'flag' && entry.name.replaceAll('-', '_') === name);

const negate = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth);

/** False as soon as one is false, whatever cannot be known of the others. */
function every(conditions: readonly Condition[], facts: Facts): boolean | undefined {
  let all: boolean | undefined = true;
  for (const condition of conditions) {
    const truth = holds(condition, facts);
    if (truth === false) return false;
    if (truth === undefined) all = undefined;
  }
  return all;
}

function some(conditions: readonly Condition[], facts: Facts): boolean | undefined {
  let any: boolean | undefined = false;
  for (const condition of conditions) {
    const truth = holds(condition, facts);
    if (truth === true) return true;
    if (truth === undefined) any = undefined;
  }
  return any;
}

/** A variable that the text does not set may be set elsewhere: then only its absence from the text is known. */
function holdsOfVariable(condition: { env: string; given: boolean } | { env: string; in: string[] }, config: Config) {
  const set = config.entries.some((entry) => entry.kind === 'env' && entry.name === condition.env);
  if ('given' in condition) return set === condition.given;
  const value = envOf(config, condition.env);
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

function compare({ left, op, right }: { left: Term; op: Operator; right: Term }, facts: Facts): boolean | undefined {
  const [a, b] = [numberOf(left, facts), numberOf(right, facts)];
  return a === undefined || b === undefined ? undefined : OPERATORS[op](a, b);
}

/** The number that a term stands for; undefined where it cannot be known, and where a flag has none. */
export function numberOf(term: Term, facts: Facts): number | undefined {
  if (typeof term === 'number') return term;
  if (typeof term === 'string')
    return isVariable(term) ? numberIn(envOf(facts.config, term)) : numberNamed(term, facts);
  if ('length' in term) {
    const value = flagValue(facts, term.length);
    return Array.isArray(value) ? value.length : undefined;
  }
  const terms = 'product' in term ? term.product : 'sum' in term ? term.sum : term.difference;
  const numbers: number[] = [];
  for (const each of terms) {
    const value = numberOf(each, facts);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  const [first = 0, ...rest] = numbers;
  if ('product' in term) return rest.reduce((result, factor) => result * factor, first);
  return rest.reduce((result, each) => ('sum' in term ? result + each : result - each), first);
}

/** Truth counts as 1 and 0, as in Python. */
function numberNamed(name: string, facts: Facts): number | undefined {
  const quantity = QUANTITIES[name];
  const value = quantity ? facts.layout[quantity] : flagValue(facts, name);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : undefined;
}

const isVariable = (name: string): boolean => name === name.toUpperCase();

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** The flags that a condition speaks of. */
export function namesIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(namesIn);
  if ('any' in condition) return condition.any.flatMap(namesIn);
  if ('not' in condition) return namesIn(condition.not);
  if ('left' in condition) return [...namesOfTerm(condition.left), ...namesOfTerm(condition.right)];
  return 'flag' in condition && !('named' in condition) ? [condition.flag] : [];
}

function namesOfTerm(term: Term): string[] {
  if (typeof term === 'number') return [];
  if (typeof term === 'string') return term in QUANTITIES || isVariable(term) ? [] : [term];
  if ('length' in term) return [term.length];
  return ('product' in term ? term.product : 'sum' in term ? term.sum : term.difference).flatMap(namesOfTerm);
}
