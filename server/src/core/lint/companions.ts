import type { Condition } from './condition';

/** Flags that belong next to others: where all of `present` are given, a rule requires one of `needed`. */
export interface Companions {
  present: readonly string[];
  needed: readonly string[];
}

/** Returns the flags that a constraint requires next to those that its condition names. */
export function companionsOf({ when, must }: { when?: Condition; must: Condition }): Companions[] {
  const present = when ? listPresentFlags(when) : [];
  const needed = listGivenFlags(must).filter((name) => !present.includes(name));
  return present.length > 0 && needed.length > 0 ? [{ present, needed }] : [];
}

/** The flags without which a condition cannot be true, or with a value of which it is true. */
function listPresentFlags(condition: Condition): string[] {
  if ('all' in condition) return [...new Set(condition.all.flatMap(listPresentFlags))];
  if ('given' in condition && 'flag' in condition) return condition.given ? [condition.flag] : [];
  if ('differs' in condition) return condition.differs ? [condition.flag] : [];
  return 'is' in condition || 'in' in condition || 'has' in condition ? flagOf(condition) : [];
}

const flagOf = (condition: Condition): string[] => ('flag' in condition ? [condition.flag] : []);

/** The flags of which a condition requires that they are given. */
function listGivenFlags(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(listGivenFlags);
  if ('any' in condition) return condition.any.flatMap(listGivenFlags);
  return 'given' in condition && condition.given ? flagOf(condition) : [];
}
