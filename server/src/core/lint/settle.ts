import { memoize } from '../catalog/memoize';
import type { Release } from '../catalog/release';
import type { ReleaseSet } from '../catalog/releaseSets';
import { changeRelease } from '../facts/changeRelease';
import type { Facts } from '../facts/facts';
import { observeFacts } from '../facts/observeFacts';
import { isAboutDeclarations, isAboutNames, isAboutRegistries } from './nameRules';
import { describeReleaseList } from './releaseList';
import type { Finding } from './rule';
import { errorKeysOf, keyOf, type RuleRunner } from './ruleRunner';
import { findTurningPoints } from './turningPoints';

// Findings of a run whose release is uncertain: an error needs more than the release that was assumed.

/** Weakens or drops the findings that depend on what is uncertain about the release. */
export function settleFindings(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const { doubt, tree } = facts.release;
  const { changed } = facts.catalog;
  if (tree) {
    const readsOf = memoize((rule: string) => collectReads(rule, facts, run));
    return findings.filter((finding) => !readsChanged(finding, changed, readsOf)).map(softenIf(isAboutRegistries));
  }
  if (doubt === undefined || findings.length === 0) return findings;
  if (doubt === 'between') return keepCommon(findings, facts, run);
  if (doubt === 'after') return findings.map(softenIf(isAboutNames));
  if (doubt === 'before') return findings.map(softenIf(() => true));
  return settleGuess(findings, facts, run);
}

const softenIf =
  (applies: (rule: string) => boolean) =>
  (finding: Finding): Finding =>
    finding.severity === 'error' && applies(finding.rule) ? { ...finding, severity: 'warning' } : finding;

/** Whether a rule reads a flag that another code declares differently, so that its conclusion may not hold. */
const readsChanged = (
  { rule, flags }: Finding,
  changed: ReadonlySet<string>,
  readsOf: (rule: string) => ReadonlySet<string>,
): boolean =>
  changed.size > 0 && !isAboutDeclarations(rule) && [...flags, ...readsOf(rule)].some((name) => changed.has(name));

/** The flags that a rule reads in a run. */
function collectReads(rule: string, facts: Facts, run: RuleRunner): Set<string> {
  const reads = new Set<string>();
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
  const before = new Map(run.checkAll(changeRelease(facts, older)).map((finding) => [keyOf(finding), finding]));
  return findings.flatMap((finding) => {
    const other = before.get(keyOf(finding));
    if (!other) return [];
    return other.severity === finding.severity || finding.severity !== 'error' ? [finding] : [other];
  });
}

/**
 * Turns errors into warnings that name their releases, unless they hold in every release that fits. Releases between which
 * nothing changes that a rule reads are judged once.
 */
function settleGuess(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const { support, releases } = facts.catalog;
  const { version, others = [] } = facts.release;
  const all = support.ofReleases([version, ...others]);
  const factsAt = memoize((release: Release) => changeRelease(facts, release));
  const errors = findings.filter(({ severity }) => severity === 'error');
  const judge = memoize((rule: string) =>
    findHolding(
      errors.filter((each) => each.rule === rule),
      rule,
      facts,
      run,
      factsAt,
    ),
  );
  return findings.map((finding) => {
    const holding = finding.severity === 'error' ? judge(finding.rule)(finding) : all;
    if (holding === all) return finding;
    return {
      ...finding,
      severity: 'warning',
      message: `${finding.message} The release is not known: this is an error in ms-swift ${describeReleaseList(releases, holding)}, but not in all releases that fit this file.`,
    };
  });
}

/** Returns the function that finds the fitting releases in which an error of a rule holds. */
function findHolding(
  errors: readonly Finding[],
  rule: string,
  facts: Facts,
  run: RuleRunner,
  factsAt: (release: Release) => Facts,
): (finding: Finding) => ReleaseSet {
  const { support, releases } = facts.catalog;
  const { version, others = [] } = facts.release;
  const reads = collectReads(rule, facts, run);
  for (const name of errors.flatMap(({ flags }) => flags)) reads.add(name);
  const groups = findTurningPoints(facts, run.rulesOf(rule), rule, [...reads], [version, ...others]);
  const own = support.ofReleases([version]);
  const found = groups.map((group) => {
    if ((group & own) !== 0n) return { group, keys: undefined };
    const example = releases.findLast((_, index) => (group >> BigInt(index)) & 1n) ?? version;
    return { group, keys: errorKeysOf(run, rule, factsAt(example)) };
  });
  return (finding) => {
    const key = keyOf(finding);
    return found.reduce((set, { group, keys }) => (!keys || keys.has(key) ? set | group : set), 0n);
  };
}
