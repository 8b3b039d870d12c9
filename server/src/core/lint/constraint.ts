import { printValue } from '../catalog/value';
import { envOf, type Span, variableNamed, variablesNamed } from '../config/config';
import type { Change, Fix } from '../config/edit';
import type { Facts } from '../facts/facts';
import { lastGiven } from '../facts/givens';
import { QUANTITIES } from '../facts/parallelLayout';
import { flagValue } from '../facts/values';
import { type Condition, namesIn, type Test, testOf } from './condition';
import { belongsIntoExtra, changeExtras, isExtra, spanOfExtra } from './extraKwargs';
import type { Found, Outcome, Rule, Severity } from './rule';
import { numberOf } from './term';

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
export interface Constraint extends Omit<Rule, 'check' | 'finds'> {
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
  let made: Made | undefined;
  const isBroken = (facts: Facts): boolean => {
    made ??= madeOf(constraint);
    return (!made.isMeant || made.isMeant(facts) === true) && made.isKept(facts) === false;
  };
  const check = (facts: Facts): Found[] => (isBroken(facts) && made ? [foundBy(constraint, made, facts)] : NOTHING);
  const finds = (facts: Facts): Severity | undefined =>
    isBroken(facts) && made ? (variantOf(made, facts)?.severity ?? constraint.severity) : undefined;
  return { ...constraint, check, finds };
}

/** What has to be known of a constraint before any run is judged. */
interface Made {
  isMeant: Test | undefined;
  isKept: Test;
  variants: { isMeant: Test; told: NonNullable<Constraint['variants']>[number] }[];
  /** The flags that it speaks of. */
  flags: string[];
}

const madeOf = ({ when, must, at, variants = [] }: Constraint): Made => ({
  isMeant: when && testOf(when),
  isKept: testOf(must),
  variants: variants.map((told) => ({ isMeant: testOf(told.when), told })),
  flags: [...new Set([...at, ...(when ? namesIn(when) : []), ...namesIn(must)])],
});

const NOTHING: Found[] = [];

function foundBy(constraint: Constraint, made: Made, facts: Facts): Found {
  const { fixes, nearest } = constraint;
  const { flags } = made;
  const variant = variantOf(made, facts);
  const span = placeOf(constraint, facts);
  return {
    message: fill(variant?.message ?? constraint.message, facts),
    span,
    flags,
    related: relatedTo(flags, span, facts),
    fixes: fixes.map((fix) => concrete(fix, facts)).filter((fix) => fix !== undefined),
    ...(nearest && { nearest }),
    ...(variant?.severity && { severity: variant.severity }),
    ...(variant?.outcome && { outcome: variant.outcome }),
  };
}

const variantOf = ({ variants }: Made, facts: Facts) => variants.find(({ isMeant }) => isMeant(facts) === true)?.told;

function placeOf(constraint: Constraint, facts: Facts): Span {
  for (const name of constraint.at) {
    const span = spanOfName(facts, name);
    if (span) return span;
  }
  return facts.config.head;
}

/** Where a flag, an option of `extra_megatron_kwargs` or a variable is written. */
const spanOfName = (facts: Facts, name: string): Span | undefined =>
  spanOfExtra(facts, name) ?? lastGiven(facts, name)?.entry.whole ?? variableNamed(facts.config, name)?.whole;

/** The other flags that take part, where they are written. */
const relatedTo = (flags: readonly string[], span: Span, facts: Facts): Found['related'] & object =>
  flags.flatMap((name) => {
    const other = spanOfName(facts, name);
    return other && (other.start !== span.start || other.end !== span.end)
      ? [{ span: other, message: `${name} is ${shown(facts, name)}` }]
      : [];
  });

/** The value of a flag, a quantity of the layout or a variable, as a reader would write it. */
export function shown(facts: Facts, name: string): string {
  const quantity = QUANTITIES[name];
  if (quantity) return String(facts.layout[quantity] ?? 'unknown');
  const value = flagValue(facts, name);
  if (value !== undefined) return printValue(value);
  return lastGiven(facts, name)?.entry.values[0]?.text ?? envOf(facts.config, name) ?? 'unknown';
}

const fill = (message: string, facts: Facts): string =>
  message.replace(/\{(\w+)\}/g, (_, name: string) => shown(facts, name));

/** The value that a fix writes; undefined where it rests on one that is not known. */
function worked(word: string, facts: Facts): string | undefined {
  const [, whole = '', parts] = /^\{(\w+) \/ (\d+)\}$/.exec(word) ?? [];
  if (parts === undefined) {
    const isKnown = [...word.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => shown(facts, name) !== 'unknown');
    return isKnown ? fill(word, facts) : undefined;
  }
  const value = numberOf(whole)(facts);
  if (value === undefined) return undefined;
  const share = value / Number(parts);
  return printValue(Number.isInteger(value) ? Math.floor(share) : Number(share.toPrecision(6)));
}

function concrete(fix: ConstraintFix, facts: Facts): Fix | undefined {
  const changes: Change[] = [];
  const said: string[] = [];
  /** What several changes together make of a list, and of the map inside a flag, which are written once. */
  const lists = new Map<string, string[]>();
  const extras = new Map<string, string[] | undefined>();
  for (const change of fix.changes) {
    if ('set' in change) {
      if (change.unlessGiven && lastGiven(facts, change.set)) continue;
      const to = change.to.map((word) => worked(word, facts)).filter((word) => word !== undefined);
      if (to.length < change.to.length) return undefined;
      if (belongsIntoExtra(facts, change.set)) extras.set(change.set, to);
      else changes.push({ op: 'set', flag: change.set, values: to });
      said.push(`set ${change.set} to ${to.join(' ')}`);
    } else if ('setEnv' in change) {
      if (change.unlessGiven && variableNamed(facts.config, change.setEnv)) continue;
      const to = fill(change.to, facts);
      changes.push({ op: 'setEnv', name: change.setEnv, value: to });
      said.push(`set ${change.setEnv} to ${to}`);
    } else if ('remove' in change) {
      const isInside = isExtra(facts, change.remove);
      const removed = entriesNamed(facts, change.remove);
      if (!isInside && removed.length === 0) return undefined;
      if (isInside) extras.set(change.remove, undefined);
      changes.push(...removed.map((entry): Change => ({ op: 'remove', entry })));
      said.push(`remove ${change.remove}`);
    } else {
      const name = 'drop' in change ? change.from : change.to;
      const words = lists.get(name) ?? listOf(facts, name);
      if (!words) return undefined;
      lists.set(name, 'drop' in change ? words.filter((word) => word !== change.drop) : [...words, change.add]);
      said.push('drop' in change ? `drop ${change.drop} from ${name}` : `add ${change.add} to ${name}`);
    }
  }
  changes.push(...[...lists].flatMap(([name, words]) => listChange(facts, name, words)));
  const inside = changeExtras(facts, extras);
  if (inside) changes.push(inside);
  const sentence = said.join(' and ');
  return { title: fix.title ?? sentence.charAt(0).toUpperCase() + sentence.slice(1), safe: fix.safe ?? false, changes };
}

function listOf(facts: Facts, name: string): string[] | undefined {
  const value = flagValue(facts, name);
  return Array.isArray(value) ? value.map(printValue) : undefined;
}

/** A list without any word left is a flag to take out; one that nobody wrote has nothing to take out. */
function listChange(facts: Facts, name: string, words: readonly string[]): Change[] {
  if (words.length > 0) return [{ op: 'set', flag: name, values: [...words] }];
  const entry = lastGiven(facts, name)?.entry;
  return entry ? [{ op: 'remove', entry }] : [];
}

const entriesNamed = ({ given, config }: Facts, name: string) => [
  ...given.filter(({ flag }) => flag?.name === name).map(({ entry }) => entry),
  ...variablesNamed(config, name),
];
