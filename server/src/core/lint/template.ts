import { printValue } from '../catalog/value';
import { envValueOf } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { QUANTITIES } from '../facts/parallelLayout';
import { flagValue } from '../facts/values';
import { compileTerm } from './term';

/** Texts of constraints in which names in braces are replaced by the values of a run. */

/** The value of a flag, a layout quantity or a variable, as a reader would write it. */
export function printValueOf(facts: Facts, name: string): string {
  const quantity = QUANTITIES[name];
  if (quantity) return String(facts.layout[quantity] ?? UNKNOWN);
  const value = flagValue(facts, name);
  if (value !== undefined) return printValue(value);
  return findGiven(facts, name)?.entry.values[0]?.text ?? envValueOf(facts.config, name) ?? UNKNOWN;
}

const UNKNOWN = 'unknown';

/** Replaces each name in braces by its value, or by `unknown`. */
export const fillTemplate = (template: string, facts: Facts): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => printValueOf(facts, name));

/** Replaces each name in braces by its value, and `{lr / 10}` by the quotient; undefined if a value is unknown. */
export function evaluateTemplate(template: string, facts: Facts): string | undefined {
  const [, dividend = '', divisor] = /^\{(\w+) \/ (\d+)\}$/.exec(template) ?? [];
  if (divisor !== undefined) return divideValue(dividend, Number(divisor), facts);
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return names.every((name) => printValueOf(facts, name) !== UNKNOWN) ? fillTemplate(template, facts) : undefined;
}

function divideValue(name: string, divisor: number, facts: Facts): string | undefined {
  const value = compileTerm(name)(facts);
  if (value === undefined) return undefined;
  const quotient = value / divisor;
  return printValue(Number.isInteger(value) ? Math.floor(quotient) : Number(quotient.toPrecision(6)));
}
