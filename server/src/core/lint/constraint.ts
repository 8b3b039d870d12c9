import type { Span } from '../config/config';
import { findVariable, isSameSpan } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { companionsOf } from './companions';
import {
  type Condition,
  type ConditionTest,
  compileCondition,
  flagNamesOfCondition,
  rangesOfCondition,
} from './condition';
import { type ConstraintFix, instantiateFix } from './constraintFix';
import { spanOfExtraKwarg } from './extraKwargs';
import type { Found, Located, Outcome, Rule, RuleState, Severity } from './rule';
import { fillTemplate, printValueOf } from './template';

/** A rule that only compares flags: where `when` is true, `must` must be true as well. */
export interface Constraint
  extends Omit<Rule, 'check' | 'locate' | 'listRanges' | 'listCompanions' | 'listSubjects' | 'stateIn'> {
  /** Always true if absent. */
  when?: Condition;
  must: Condition;
  /** The flags or variables that the finding may be placed on: it goes to the first one that is given. */
  at: string[];
  /** Names of flags, variables and layout quantities in braces are replaced by their values. */
  message: string;
  /** Other wordings for special cases: the first variant whose condition is true applies. */
  variants?: { when: Condition; severity?: Severity; outcome?: Outcome; message?: string }[];
  fixes: ConstraintFix[];
  /** Flags and variables whose nearest valid values become further fixes; see `nearestValid.ts`. */
  nearest?: string[];
}

/** Returns the rule that interprets a constraint. */
export function ruleOf(constraint: Constraint): Rule {
  // Compiled at the first check: many rules are for other commands, and the server's start should not wait for any.
  let compiled: CompiledConstraint | undefined;
  const isBroken = (facts: Facts): boolean => {
    compiled ??= compileConstraint(constraint);
    return (!compiled.when || compiled.when(facts) === true) && compiled.must(facts) === false;
  };
  const check = (facts: Facts): Found[] =>
    isBroken(facts) && compiled ? [reportViolation(constraint, compiled, facts)] : NO_FINDINGS;
  const locate = (facts: Facts): Located | undefined => {
    if (!isBroken(facts) || !compiled) return undefined;
    const { severity = constraint.severity, outcome = constraint.outcome } = findVariant(compiled, facts) ?? {};
    return { severity, outcome, span: spanOfViolation(constraint, facts) };
  };
  const stateIn = (facts: Facts): RuleState => {
    compiled ??= compileConstraint(constraint);
    if (compiled.when?.(facts) === false) return 'not concerned';
    const holds = compiled.must(facts);
    if (holds === undefined || (compiled.when && compiled.when(facts) === undefined)) return 'unknown';
    return holds ? 'holds' : 'broken';
  };
  const listSubjects = (): string[] => [...constraint.at, ...flagNamesOfCondition(constraint.must)];
  return {
    ...constraint,
    listRanges: () => listRangesOf(constraint),
    listCompanions: () => companionsOf(constraint),
    listSubjects,
    stateIn,
    check,
    locate,
  };
}

/** The ranges of its conditions. */
const listRangesOf = ({ when, must, variants = [], fixes }: Constraint): string[] => [
  ...rangesOfCondition(must),
  ...[when, ...variants.map((variant) => variant.when), ...fixes.map((fix) => fix.when)].flatMap((each) =>
    each ? rangesOfCondition(each) : [],
  ),
];

/** A constraint with its conditions compiled to functions. */
interface CompiledConstraint {
  when: ConditionTest | undefined;
  must: ConditionTest;
  variants: { when: ConditionTest; variant: NonNullable<Constraint['variants']>[number] }[];
  /** The flags that its conditions read. */
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

/** The span of a flag, an option inside `extra_megatron_kwargs` or a variable. */
const spanOfName = (facts: Facts, name: string): Span | undefined =>
  spanOfExtraKwarg(facts, name) ?? findGiven(facts, name)?.entry.fullSpan ?? findVariable(facts.config, name)?.fullSpan;

/** The other flags that take part, with their values and spans. */
const collectRelated = (flags: readonly string[], span: Span, facts: Facts): Found['related'] & object =>
  flags.flatMap((name) => {
    const other = spanOfName(facts, name);
    return other && !isSameSpan(other, span)
      ? [{ span: other, message: `${name} is ${printValueOf(facts, name)}` }]
      : [];
  });
