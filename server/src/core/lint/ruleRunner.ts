import type { Entry } from '../config/config';
import type { Facts } from '../facts/facts';
import type { Finding, LintRule, Located } from './rule';

/** The rules with an id that apply to the release of the facts, and the findings of each of them. */
export interface RuleRunner {
  /** All rules with an id, of all releases. */
  rulesOf: (id: string) => readonly LintRule[];
  /**
   * The findings of the rules with an id, in the release of the facts, without their texts. Of rules that look at each
   * flag on its own, those in one flag, if it is named.
   */
  locate: (id: string, facts: Facts, entry?: Entry) => readonly Located[];
  /** The findings of all rules, in the release of the facts. */
  checkAll: (facts: Facts) => Finding[];
}

/** Identifies a finding of a rule among those of the same run under other assumptions. */
export const keyOf = (rule: string, { span }: Located): string =>
  `${rule} ${span.start} ${span.end} ${span.source ?? ''}`;

/** Finds the errors of the rules with an id, by their keys. */
export const findErrors = (run: RuleRunner, id: string, facts: Facts, entry?: Entry): Map<string, Located> =>
  new Map(
    run
      .locate(id, facts, entry)
      .filter(({ severity }) => severity === 'error')
      .map((each) => [keyOf(id, each), each]),
  );
