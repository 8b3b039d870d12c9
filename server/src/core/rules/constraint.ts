import { printValue, type Value } from '../catalog/value';
import type { Span } from '../config';
import type { Change, Fix } from '../edit';
import { type Facts, flagValue, isGiven, lastGiven } from './facts';
import type { Found, Outcome, Rule, Severity } from './rule';

/**
 * A condition on flags, as data. It is three-valued: true, false, or unknown where a value cannot be known,
 * and an unknown condition never leads to a finding.
 */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { flag: string; given: boolean }
  | { flag: string; is: Value }
  | { flag: string; in: Value[] }
  /** The list holds the value. */
  | { flag: string; has: Value }
  /** The word as typed, for values that the program refuses. */
  | { flag: string; written: string };

/** What a fix does, as data. `unlessGiven` leaves alone what the user already chose. */
export type ConstraintFix = {
  title?: string;
  safe?: boolean;
  changes: (
    | { set: string; to: string[]; unlessGiven?: boolean }
    | { remove: string }
    /** Takes one value out of a list, and the whole flag when it was the last. */
    | { drop: string; from: string }
    | { add: string; to: string }
  )[];
};

/** A rule that only compares flags: where `when` holds, `must` has to hold as well. */
export interface Constraint extends Omit<Rule, 'check'> {
  when: Condition;
  must: Condition;
  /** The flags that the finding may be put on; the first one that is given takes it. */
  at: string[];
  /** Flag names in braces stand for their values. */
  message: string;
  /** The same mistake with a harder end, where this condition holds too. */
  worse?: { when: Condition; severity: Severity; outcome: Outcome; message: string };
  fixes: ConstraintFix[];
}

export function holds(condition: Condition, facts: Facts): boolean | undefined {
  if ('all' in condition) return every(condition.all.map((each) => holds(each, facts)));
  if ('any' in condition) return negate(every(condition.any.map((each) => negate(holds(each, facts)))));
  if ('not' in condition) return negate(holds(condition.not, facts));
  if ('given' in condition) {
    const given = isGiven(facts, condition.flag);
    return given === undefined ? undefined : given === condition.given;
  }
  if ('written' in condition) return lastGiven(facts, condition.flag)?.entry.values[0]?.value === condition.written;
  const value = flagValue(facts, condition.flag);
  if (value === undefined) return undefined;
  if ('is' in condition) return value === condition.is;
  if ('in' in condition) return condition.in.includes(value);
  return Array.isArray(value) && value.includes(condition.has);
}

const negate = (truth: boolean | undefined): boolean | undefined => (truth === undefined ? undefined : !truth);

function every(truths: readonly (boolean | undefined)[]): boolean | undefined {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}

/** Makes a rule of a constraint: the code that interprets the data. */
export function ruleOf(constraint: Constraint): Rule {
  const { when: _when, must: _must, at: _at, message: _message, worse: _worse, fixes: _fixes, ...rule } = constraint;
  return { ...rule, check: (facts) => checkConstraint(constraint, facts) };
}

function checkConstraint(constraint: Constraint, facts: Facts): Found[] {
  if (holds(constraint.when, facts) !== true || holds(constraint.must, facts) !== false) return [];
  const worse = constraint.worse && holds(constraint.worse.when, facts) === true ? constraint.worse : undefined;
  const flags = [...new Set([...constraint.at, ...namesIn(constraint.when), ...namesIn(constraint.must)])];
  const span = placeOf(constraint, facts);
  return [
    {
      message: fill(worse?.message ?? constraint.message, facts),
      span,
      flags,
      related: relatedTo(flags, span, facts),
      fixes: constraint.fixes.map((fix) => concrete(fix, facts)).filter((fix) => fix !== undefined),
      ...(worse && { severity: worse.severity, outcome: worse.outcome }),
    },
  ];
}

function placeOf(constraint: Constraint, facts: Facts): Span {
  for (const name of constraint.at) {
    const given = lastGiven(facts, name);
    if (given) return given.entry.whole;
  }
  return facts.config.head;
}

function relatedTo(flags: readonly string[], span: Span, facts: Facts): Found['related'] & object {
  return flags
    .map((name) => ({ name, given: lastGiven(facts, name) }))
    .filter(({ given }) => given && given.entry.whole !== span)
    .map(({ name, given }) => ({
      span: given?.entry.whole as Span,
      message: `${name} is ${given ? shown(facts, name) : ''}`,
    }));
}

const shown = (facts: Facts, name: string): string => {
  const value = flagValue(facts, name);
  return value === undefined ? (lastGiven(facts, name)?.entry.values[0]?.text ?? 'unknown') : printValue(value);
};

const fill = (message: string, facts: Facts): string =>
  message.replace(/\{(\w+)\}/g, (_, name: string) => shown(facts, name));

export function namesIn(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(namesIn);
  if ('any' in condition) return condition.any.flatMap(namesIn);
  if ('not' in condition) return namesIn(condition.not);
  return [condition.flag];
}

function concrete(fix: ConstraintFix, facts: Facts): Fix | undefined {
  const changes: Change[] = [];
  const said: string[] = [];
  for (const change of fix.changes) {
    if ('set' in change) {
      if (change.unlessGiven && lastGiven(facts, change.set)) continue;
      changes.push({ op: 'set', flag: change.set, values: change.to });
      said.push(`set ${change.set} to ${change.to.join(' ')}`);
    } else if ('remove' in change) {
      const entries = facts.given.filter((each) => each.flag?.name === change.remove).map(({ entry }) => entry);
      if (entries.length === 0) return undefined;
      changes.push(...entries.map((entry): Change => ({ op: 'remove', entry })));
      said.push(`remove ${change.remove}`);
    } else {
      const name = 'drop' in change ? change.from : change.to;
      const value = flagValue(facts, name);
      if (!Array.isArray(value)) return undefined;
      const words = value.map(printValue);
      const rest = 'drop' in change ? words.filter((word) => word !== change.drop) : [...words, change.add];
      const entry = lastGiven(facts, name)?.entry;
      if (rest.length > 0) changes.push({ op: 'set', flag: name, values: rest });
      else if (entry) changes.push({ op: 'remove', entry });
      said.push('drop' in change ? `drop ${change.drop} from ${name}` : `add ${change.add} to ${name}`);
    }
  }
  const sentence = said.join(' and ');
  return { title: fix.title ?? sentence.charAt(0).toUpperCase() + sentence.slice(1), safe: fix.safe ?? false, changes };
}
