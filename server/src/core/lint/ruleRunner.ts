import type { Facts } from '../facts/facts';
import type { Finding, LintRule } from './rule';

/** The rules with an id that apply to the release of the facts, and the findings of each of them. */
export interface RuleRunner {
  /** All rules with an id, of all releases. */
  rulesOf: (id: string) => readonly LintRule[];
  /** The findings of the rules with an id, in the release of the facts. */
  check: (id: string, facts: Facts) => Finding[];
  /** The findings of all rules, in the release of the facts. */
  checkAll: (facts: Facts) => Finding[];
}

/** Identifies a finding among those of the same run under other assumptions. */
export const keyOf = ({ rule, span }: Finding): string => `${rule} ${span.start} ${span.end} ${span.source ?? ''}`;

/** Finds the errors of the rules with an id, by their keys. */
export const findErrors = (run: RuleRunner, id: string, facts: Facts): Map<string, Finding> =>
  new Map(
    run
      .check(id, facts)
      .filter(({ severity }) => severity === 'error')
      .map((each) => [keyOf(each), each]),
  );
