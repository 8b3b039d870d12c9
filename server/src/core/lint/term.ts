import { envValueOf } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { isVariableName } from '../facts/givens';
import { QUANTITIES } from '../facts/parallelLayout';
import { flagValue } from '../facts/values';

/**
 * An operand of a comparison, as data: a number, the name of a flag, a variable or a layout quantity, the length or the
 * product of a list, or an arithmetic combination of terms.
 */
export type Term =
  | number
  | string
  | { length: string }
  | { items: string }
  | { product: Term[] }
  | { sum: Term[] }
  | { difference: [Term, Term] };

/** Returns the number of a term for one run; undefined if it is unknown or not a number. */
type TermEvaluator = (facts: Facts) => number | undefined;

/** Compiles a term to a function, so that its names are resolved once and not for each run. */
export function compileTerm(term: Term): TermEvaluator {
  if (typeof term === 'number') return () => term;
  if (typeof term === 'string') return compileNamedTerm(term);
  if ('length' in term) {
    return (facts) => {
      const value = flagValue(facts, term.length);
      return Array.isArray(value) ? value.length : undefined;
    };
  }
  if ('items' in term) {
    return (facts) => {
      const value = flagValue(facts, term.items);
      const items = Array.isArray(value) ? value : [value];
      return items.every((each) => typeof each === 'number') ? items.reduce((all, each) => all * each, 1) : undefined;
    };
  }
  if ('product' in term) return combineTerms(term.product, (result, factor) => result * factor);
  if ('sum' in term) return combineTerms(term.sum, (result, summand) => result + summand);
  return combineTerms(term.difference, (result, less) => result - less);
}

function combineTerms(terms: readonly Term[], combine: (result: number, next: number) => number): TermEvaluator {
  const [evaluateFirst, ...evaluateRest] = terms.map(compileTerm);
  return (facts) => {
    let result = evaluateFirst?.(facts);
    for (const evaluate of evaluateRest) {
      const next: number | undefined = result === undefined ? undefined : evaluate(facts);
      if (result === undefined || next === undefined) return undefined;
      result = combine(result, next);
    }
    return result;
  };
}

/** Booleans count as 1 and 0, as in Python. */
function compileNamedTerm(name: string): TermEvaluator {
  if (isVariableName(name)) {
    return ({ config }) => {
      const text = envValueOf(config, name);
      return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
    };
  }
  const quantity = QUANTITIES[name];
  if (quantity) return ({ layout }) => layout[quantity];
  return (facts) => {
    const value = flagValue(facts, name);
    if (typeof value === 'boolean') return value ? 1 : 0;
    return typeof value === 'number' ? value : undefined;
  };
}

/** Returns the flags that a term reads. */
export function flagNamesOfTerm(term: Term): string[] {
  if (typeof term === 'number') return [];
  if (typeof term === 'string') return term in QUANTITIES || isVariableName(term) ? [] : [term];
  if ('length' in term) return [term.length];
  if ('items' in term) return [term.items];
  return ('product' in term ? term.product : 'sum' in term ? term.sum : term.difference).flatMap(flagNamesOfTerm);
}
