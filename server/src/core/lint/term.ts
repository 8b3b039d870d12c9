import { envValueOf } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { isVariableName } from '../facts/givens';
import { QUANTITIES } from '../facts/parallelLayout';
import { flagValue } from '../facts/values';

/**
 * What a condition compares, as data: a number, the name of a flag, of a variable or of a quantity of the layout, how
 * many items a list has, what they multiply to, or what comes of several.
 */
export type Term =
  | number
  | string
  | { length: string }
  | { items: string }
  | { product: Term[] }
  | { sum: Term[] }
  | { difference: [Term, Term] };

/** The number that a term is in one run; undefined where it cannot be known, and where a flag has none. */
type TermEvaluator = (facts: Facts) => number | undefined;

/** Makes a function of a term, once, so that no run has to find out again what its names stand for. */
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

/** Truth counts as 1 and 0, as in Python. */
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

/** The flags that a term speaks of. */
export function flagNamesOfTerm(term: Term): string[] {
  if (typeof term === 'number') return [];
  if (typeof term === 'string') return term in QUANTITIES || isVariableName(term) ? [] : [term];
  if ('length' in term) return [term.length];
  if ('items' in term) return [term.items];
  return ('product' in term ? term.product : 'sum' in term ? term.sum : term.difference).flatMap(flagNamesOfTerm);
}
