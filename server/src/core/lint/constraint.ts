import { printValue } from '../catalog/value';
import type { Span } from '../config/config';
import type { Change, Fix } from '../config/edit';
import { envValueOf, findVariable, findVariables, isSameSpan } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { QUANTITIES } from '../facts/parallelLayout';
import { flagValue } from '../facts/values';
import { type Condition, type ConditionTest, compileCondition, flagNamesOfCondition } from './condition';
import { belongsInExtraKwargs, changeExtraKwargs, isInExtraKwargs, spanOfExtraKwarg } from './extraKwargs';
import type { Found, Outcome, Rule, Severity } from './rule';
import { compileTerm } from './term';

/**
 * What a fix does, as data. `unlessGiven` leaves alone what the user already chose. Names in braces stand for values, as
 * in a message, and `{lr / 10}` for a tenth; a fix whose value is not known is not offered.
 */
type ConstraintFix = {
  title?: string;
  safe?: boolean;
  changes: (
    | { set: string; to: string[]; unlessGiven?: boolean }
    | { setEnv: string; to: string; unlessGiven?: boolean }
    | { remove: string }
    /** Takes one value out of a list, and the whole flag when it was the last. */
    | { drop: string; from: string }
    | { add: string; to: string }
  )[];
};

/** A rule that only compares flags: where `when` `must` has to hold as well. */
export interface Constraint extends Omit<Rule, 'check' | 'checkSeverity'> {
  /** Absent: always. */
  when?: Condition;
  must: Condition;
  /** The flags or variables that the finding may be put on; the first one that is given takes it. */
  at: string[];
  /** Names of flags, variables and quantities of the layout in braces stand for their values. */
  message: string;
  /** The same mistake told otherwise: the first of them whose condition holds too. */
  variants?: { when: Condition; severity?: Severity; outcome?: Outcome; message?: string }[];
  fixes: ConstraintFix[];
  /** Flags and variables by which the nearest valid values are looked for; see `nearestValid.ts`. */
  nearest?: string[];
}

/** Makes a rule of a constraint: the code that interprets the data. */
export function ruleOf(constraint: Constraint): Rule {
  // Made when the rule is first asked: many are for other commands, and a start need not wait for any.
  let compiled: CompiledConstraint | undefined;
  const isBroken = (facts: Facts): boolean => {
    compiled ??= compileConstraint(constraint);
    return (!compiled.when || compiled.when(facts) === true) && compiled.must(facts) === false;
  };
  const check = (facts: Facts): Found[] =>
    isBroken(facts) && compiled ? [reportViolation(constraint, compiled, facts)] : NO_FINDINGS;
  const checkSeverity = (facts: Facts): Severity | undefined =>
    isBroken(facts) && compiled ? (findVariant(compiled, facts)?.severity ?? constraint.severity) : undefined;
  return { ...constraint, check, checkSeverity };
}

/** What has to be known of a constraint before any run is judged. */
interface CompiledConstraint {
  when: ConditionTest | undefined;
  must: ConditionTest;
  variants: { when: ConditionTest; variant: NonNullable<Constraint['variants']>[number] }[];
  /** The flags that it speaks of. */
  flags: string[];
}

const compileConstraint = ({ when, must, at, variants = [] }: Constraint): CompiledConstraint => ({
  when: when && compileCondition(when),
  must: compileCondition(must),
  variants: variants.map((variant) => ({ when: compileCondition(variant.when), variant })),
  flags: [...new Set([...at, ...(when ? flagNamesOfCondition(when) : []), ...flagNamesOfCondition(must)])],
});

const NO_FINDINGS: Found[] = [];

function reportViolation(constraint: Constraint, compiled: CompiledConstraint, facts: Facts): Found {
  const { fixes, nearest } = constraint;
  const { flags } = compiled;
  const variant = findVariant(compiled, facts);
  const span = spanOfViolation(constraint, facts);
  return {
    message: fillTemplate(variant?.message ?? constraint.message, facts),
    span,
    flags,
    related: collectRelated(flags, span, facts),
    fixes: fixes.map((fix) => instantiateFix(fix, facts)).filter((fix) => fix !== undefined),
    ...(nearest && { nearest }),
    ...(variant?.severity && { severity: variant.severity }),
    ...(variant?.outcome && { outcome: variant.outcome }),
  };
}

const findVariant = ({ variants }: CompiledConstraint, facts: Facts) =>
  variants.find(({ when }) => when(facts) === true)?.variant;

function spanOfViolation(constraint: Constraint, facts: Facts): Span {
  for (const name of constraint.at) {
    const span = spanOfName(facts, name);
    if (span) return span;
  }
  return facts.config.head;
}

/** Where a flag, an option of `extra_megatron_kwargs` or a variable is written. */
const spanOfName = (facts: Facts, name: string): Span | undefined =>
  spanOfExtraKwarg(facts, name) ?? findGiven(facts, name)?.entry.fullSpan ?? findVariable(facts.config, name)?.fullSpan;

/** The other flags that take part, where they are written. */
const collectRelated = (flags: readonly string[], span: Span, facts: Facts): Found['related'] & object =>
  flags.flatMap((name) => {
    const other = spanOfName(facts, name);
    return other && !isSameSpan(other, span)
      ? [{ span: other, message: `${name} is ${printValueOf(facts, name)}` }]
      : [];
  });

/** The value of a flag, a quantity of the layout or a variable, as a reader would write it. */
export function printValueOf(facts: Facts, name: string): string {
  const quantity = QUANTITIES[name];
  if (quantity) return String(facts.layout[quantity] ?? 'unknown');
  const value = flagValue(facts, name);
  if (value !== undefined) return printValue(value);
  return findGiven(facts, name)?.entry.values[0]?.text ?? envValueOf(facts.config, name) ?? 'unknown';
}

const fillTemplate = (template: string, facts: Facts): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => printValueOf(facts, name));

/** The value that a fix writes; undefined where it rests on one that is not known. */
function evaluateTemplate(template: string, facts: Facts): string | undefined {
  const [, dividend = '', divisor] = /^\{(\w+) \/ (\d+)\}$/.exec(template) ?? [];
  if (divisor === undefined) {
    const isKnown = [...template.matchAll(/\{(\w+)\}/g)].every(
      ([, name = '']) => printValueOf(facts, name) !== 'unknown',
    );
    return isKnown ? fillTemplate(template, facts) : undefined;
  }
  const value = compileTerm(dividend)(facts);
  if (value === undefined) return undefined;
  const quotient = value / Number(divisor);
  return printValue(Number.isInteger(value) ? Math.floor(quotient) : Number(quotient.toPrecision(6)));
}

function instantiateFix(fix: ConstraintFix, facts: Facts): Fix | undefined {
  const changes: Change[] = [];
  const phrases: string[] = [];
  /** What several changes together make of a list, and of the map inside a flag, which are written once. */
  const lists = new Map<string, string[]>();
  const extraKwargs = new Map<string, string[] | undefined>();
  for (const change of fix.changes) {
    if ('set' in change) {
      if (change.unlessGiven && findGiven(facts, change.set)) continue;
      const to = change.to.map((item) => evaluateTemplate(item, facts)).filter((item) => item !== undefined);
      if (to.length < change.to.length) return undefined;
      if (belongsInExtraKwargs(facts, change.set)) extraKwargs.set(change.set, to);
      else changes.push({ op: 'set', flag: change.set, values: to });
      phrases.push(`set ${change.set} to ${to.join(' ')}`);
    } else if ('setEnv' in change) {
      if (change.unlessGiven && findVariable(facts.config, change.setEnv)) continue;
      const to = fillTemplate(change.to, facts);
      changes.push({ op: 'setEnv', name: change.setEnv, value: to });
      phrases.push(`set ${change.setEnv} to ${to}`);
    } else if ('remove' in change) {
      const isExtraKwarg = isInExtraKwargs(facts, change.remove);
      const removed = findEntries(facts, change.remove);
      if (!isExtraKwarg && removed.length === 0) return undefined;
      if (isExtraKwarg) extraKwargs.set(change.remove, undefined);
      changes.push(...removed.map((entry): Change => ({ op: 'remove', entry })));
      phrases.push(`remove ${change.remove}`);
    } else {
      const name = 'drop' in change ? change.from : change.to;
      const items = lists.get(name) ?? listItemsOf(facts, name);
      if (!items) return undefined;
      lists.set(name, 'drop' in change ? items.filter((item) => item !== change.drop) : [...items, change.add]);
      phrases.push('drop' in change ? `drop ${change.drop} from ${name}` : `add ${change.add} to ${name}`);
    }
  }
  changes.push(...[...lists].flatMap(([name, items]) => changeList(facts, name, items)));
  const extraKwargsChange = changeExtraKwargs(facts, extraKwargs);
  if (extraKwargsChange) changes.push(extraKwargsChange);
  const sentence = phrases.join(' and ');
  return { title: fix.title ?? sentence.charAt(0).toUpperCase() + sentence.slice(1), safe: fix.safe ?? false, changes };
}

function listItemsOf(facts: Facts, name: string): string[] | undefined {
  const value = flagValue(facts, name);
  return Array.isArray(value) ? value.map(printValue) : undefined;
}

/** A list without any word left is a flag to take out; one that nobody wrote has nothing to take out. */
function changeList(facts: Facts, name: string, items: readonly string[]): Change[] {
  if (items.length > 0) return [{ op: 'set', flag: name, values: [...items] }];
  const entry = findGiven(facts, name)?.entry;
  return entry ? [{ op: 'remove', entry }] : [];
}

const findEntries = ({ givenFlags, config }: Facts, name: string) => [
  ...givenFlags.filter(({ flag }) => flag?.name === name).map(({ entry }) => entry),
  ...findVariables(config, name),
];
