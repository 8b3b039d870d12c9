import { memoize } from '../catalog/memoize';
import type { Release } from '../catalog/release';
import type { ReleaseSet } from '../catalog/types';
import { type Facts, factsOf, observeFacts } from '../facts/facts';
import { isAboutDeclarations, isAboutNames, isAboutRegistries } from './nameRules';
import { describeReleaseList } from './releaseList';
import type { Finding, LintRule } from './rule';
import { findTurningPoints } from './turningPoints';

// Findings of a run whose release is uncertain: an error needs more than the release that was assumed.

/** The rules with an id that apply to the release of the facts, and the findings of each of them. */
export interface RuleRunner {
  /** All rules with an id, of all releases. */
  rulesOf: (id: string) => readonly LintRule[];
  /** The findings of the rules with an id, in the release of the facts. */
  check: (id: string, facts: Facts) => Finding[];
  /** The findings of all rules, in the release of the facts. */
  checkAll: (facts: Facts) => Finding[];
}

/** Weakens or drops the findings that depend on what is uncertain about the release. */
export function settleFindings(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const { doubt, tree } = facts.release;
  const { changed } = facts.catalog;
  if (tree)
    return findings.filter((finding) => !readsChanged(finding, facts, changed, run)).map(softenIf(isAboutRegistries));
  if (doubt === undefined || findings.length === 0) return findings;
  if (doubt === 'between') return keepCommon(findings, facts, run);
  if (doubt === 'after') return findings.map(softenIf(isAboutNames));
  if (doubt === 'before') return findings.map(softenIf(() => true));
  const factsAt = memoize((release: Release) => factsIn(facts, release));
  return findings.map((finding) =>
    finding.severity === 'error' ? settleGuess(finding, facts, run, factsAt) : finding,
  );
}

const softenIf =
  (applies: (rule: string) => boolean) =>
  (finding: Finding): Finding =>
    finding.severity === 'error' && applies(finding.rule) ? { ...finding, severity: 'warning' } : finding;

/** Whether a rule reads a flag that another code declares differently, so that its conclusion may not hold. */
function readsChanged(finding: Finding, facts: Facts, changed: ReadonlySet<string>, run: RuleRunner): boolean {
  if (changed.size === 0 || isAboutDeclarations(finding.rule)) return false;
  return [...collectReads(finding, facts, run)].some((name) => changed.has(name));
}

/** The flags that the rule of a finding reads in a run. */
function collectReads({ rule, flags }: Finding, facts: Facts, run: RuleRunner): Set<string> {
  const reads = new Set(flags);
  run.check(
    rule,
    observeFacts(facts, (name) => reads.add(name)),
  );
  return reads;
}

/** Keeps the findings that the release before a development version has as well, as severe as in the milder of both. */
function keepCommon(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const [older] = facts.release.others ?? [];
  if (older === undefined) return findings;
  const before = new Map(run.checkAll(factsIn(facts, older)).map((finding) => [keyOf(finding), finding]));
  return findings.flatMap((finding) => {
    const other = before.get(keyOf(finding));
    if (!other) return [];
    return other.severity === finding.severity || finding.severity !== 'error' ? [finding] : [other];
  });
}

const keyOf = ({ rule, span }: Finding): string => `${rule} ${span.start} ${span.end} ${span.source ?? ''}`;

/** The facts of the same run in another release. */
const factsIn = ({ config, context }: Facts, version: Release): Facts =>
  factsOf(config, { ...context, release: { ...context.release, version } });

/**
 * Turns an error into a warning that names its releases, unless it holds in every release that fits. Releases between
 * which nothing changes that the rule reads are judged once.
 */
function settleGuess(finding: Finding, facts: Facts, run: RuleRunner, factsAt: (release: Release) => Facts): Finding {
  const { support, releases } = facts.catalog;
  const { version, others = [] } = facts.release;
  const reads = collectReads(finding, facts, run);
  const fitting = [version, ...others];
  const groups = findTurningPoints(facts.catalog, run.rulesOf(finding.rule), finding, reads, fitting);
  if (groups.length === 1) return finding;
  const key = keyOf(finding);
  const own = support.ofReleases([version]);
  const isHolding = (group: ReleaseSet): boolean =>
    (group & own) !== 0n ||
    run
      .check(finding.rule, factsAt(newestOf(releases, group) ?? version))
      .some((each) => each.severity === 'error' && keyOf(each) === key);
  const holding = groups.filter(isHolding).reduce((set, group) => set | group, 0n);
  if (holding === support.ofReleases(fitting)) return finding;
  return {
    ...finding,
    severity: 'warning',
    message: `${finding.message} The release is not known: this is an error in ms-swift ${describeReleaseList(releases, holding)}, but not in all releases that fit this file.`,
  };
}

const newestOf = (releases: readonly Release[], set: ReleaseSet): Release | undefined =>
  releases.findLast((_, index) => (set >> BigInt(index)) & 1n);
