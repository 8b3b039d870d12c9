import type { Finding, Severity } from '../../lint/rule';

/** How a change alters the findings of a command. */
export interface FixEffect {
  /** The finding that the change is for is gone, without another one of its rule in its place. */
  isFixed: boolean;
  /** Findings that only appear after the change, or more severely than before; the most severe first. */
  introduced: Finding[];
  /** The change introduces exactly one more error than it removes besides its own. */
  uncoversError: boolean;
}

/** Compares the findings before and after a change that is for one of them. */
export function compareFindings(finding: Finding, before: readonly Finding[], after: readonly Finding[]): FixEffect {
  const removed = subtractFindings(before, after);
  const added = subtractFindings(after, before);
  const isFixed = countOfRule(removed, finding.rule) > countOfRule(added, finding.rule);
  const otherRemovedErrors = countErrors(removed) - countErrors([finding]);
  return {
    isFixed,
    introduced: findIntroduced(removed, added),
    uncoversError: isFixed && countErrors(added) === otherRemovedErrors + 1,
  };
}

/** The rules with more findings after a change than before, or more severe ones. */
export const listIntroducedRules = (before: readonly Finding[], after: readonly Finding[]): string[] =>
  findIntroduced(subtractFindings(before, after), subtractFindings(after, before)).map(({ rule }) => rule);

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'hint'];

const rankOf = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);

/** The added findings that take the place of no removed one of their rule that was as severe. */
function findIntroduced(removed: readonly Finding[], added: readonly Finding[]): Finding[] {
  const left = removed.toSorted((a, b) => rankOf(b) - rankOf(a));
  return added
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .filter((finding) => {
      const index = left.findIndex((other) => other.rule === finding.rule && rankOf(other) <= rankOf(finding));
      if (index >= 0) left.splice(index, 1);
      return index < 0;
    });
}

/** The findings that are not among others, each counted as often as it occurs. */
function subtractFindings(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, severity, message }: Finding): string => `${rule} ${severity} ${message}`;
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = counts.get(keyOf(finding)) ?? 0;
    counts.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

const countOfRule = (findings: readonly Finding[], rule: string): number =>
  findings.filter((finding) => finding.rule === rule).length;

export const countErrors = (findings: readonly Finding[]): number =>
  findings.filter(({ severity }) => severity === 'error').length;
