import { memoize } from '../catalog/memoize';
import type { Facts } from '../facts/facts';
import { forgetModel } from '../facts/forgetModel';
import type { Finding } from './rule';
import { findErrors, keyOf, type RuleRunner } from './ruleRunner';

/**
 * Lowers errors that rest on a guessed model to warnings that say so: those that the rules do not report without the
 * model.
 */
export function softenGuessedModel(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const { assumedModel } = facts.context;
  if (assumedModel === undefined || !findings.some(({ severity }) => severity === 'error')) return findings;
  const certain = forgetModel(facts);
  const certainErrorsOf = memoize((rule: string) => findErrors(run, rule, certain));
  return findings.map((finding) =>
    finding.severity !== 'error' || certainErrorsOf(finding.rule).has(keyOf(finding.rule, finding))
      ? finding
      : {
          ...finding,
          severity: 'warning',
          message: `${finding.message} This holds if the folder contains ${assumedModel}, as its name suggests.`,
        },
  );
}
