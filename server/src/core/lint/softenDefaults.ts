import { memoize } from '../catalog/memoize';
import { hideDefaults, listDefaultNames, listOtherSizes } from '../facts/assumedDefaults';
import type { Facts } from '../facts/facts';
import { describeElsewhere } from '../facts/platformVariables';
import type { Finding } from './rule';

/** Checks one rule again for a changed run. */
type CheckRule = (rule: string, facts: Facts) => readonly { span: Finding['span'] }[];

/**
 * Softens findings that rest on defaults which the caller may override: an error becomes a warning, and its message says
 * what it depends on. A finding does not change if it is found without the defaults too, or at every other size of the run.
 */
export function softenDefaults(findings: Finding[], facts: Facts, check: CheckRule): Finding[] {
  const isSoftened = ({ severity }: Finding): boolean => severity !== 'hint';
  if (!findings.some(isSoftened)) return findings;
  const names = listDefaultNames(facts);
  if (names.length === 0) return findings;
  const checkerOf = (run: Facts): Checker => memoize((rule: string) => new Set(check(rule, run).map(keyOfSpan)));
  const withoutDefaults = memoize((key: string) =>
    checkerOf(hideDefaults(facts, key === '' ? new Set(names) : new Set([key]))),
  );
  const isFound = ({ rule, span }: Finding, checker: Checker): boolean => checker(rule).has(keyOfSpan({ span }));
  return findings.map((finding) => {
    if (!isSoftened(finding) || isFound(finding, withoutDefaults(''))) return finding;
    const causes = names.filter((name) => !isFound(finding, withoutDefaults(name)));
    const reasons = causes.length > 0 ? causes : names;
    const otherSizes = listOtherSizes(facts, new Set(reasons));
    if (otherSizes && isFoundInAll(otherSizes, (run) => isFound(finding, checkerOf(run)))) return finding;
    return softenFinding(finding, reasons);
  });
}

function isFoundInAll(runs: Iterable<Facts>, isFoundIn: (run: Facts) => boolean): boolean {
  let count = 0;
  for (const run of runs) {
    if (!isFoundIn(run)) return false;
    count++;
  }
  return count > 0;
}

/** The starts of the findings of a rule, in one variant of a run. */
type Checker = (rule: string) => ReadonlySet<string>;

const keyOfSpan = ({ span }: { span: Finding['span'] }): string => `${span.start} ${span.source ?? ''}`;

const softenFinding = (finding: Finding, names: readonly string[]): Finding => ({
  ...finding,
  ...(finding.severity === 'error' && { severity: 'warning' as const, outcome: 'risky' as const }),
  // Some messages already say so themselves.
  message: /\bunless\b/.test(finding.message)
    ? finding.message
    : `${finding.message} This holds unless ${describeElsewhere(names)}.`,
});
