import { memoize } from '../catalog/memoize';
import type { Release } from '../catalog/release';
import type { ReleaseSet } from '../catalog/releaseSets';
import type { Entry } from '../config/config';
import { changeRelease } from '../facts/changeRelease';
import type { Facts } from '../facts/facts';
import { createReadTracker, listReadFlags, type ReadTracker } from '../facts/reads';
import { trackFacts } from '../facts/trackedFacts';
import type { KeptVerdict, LintMemory, Verdict } from './lintMemory';
import { isAboutDeclarations, isAboutNames, isAboutRegistries } from './nameRules';
import { describeReleaseList } from './releaseList';
import type { Finding, Located } from './rule';
import { findErrors, keyOf, type RuleRunner } from './ruleRunner';
import { findTurningPoints } from './turningPoints';

// Findings of a run whose release is uncertain: an error needs more than the release that was assumed.

/** Weakens or drops the findings that depend on what is uncertain about the release. */
export function settleFindings(
  findings: readonly Finding[],
  facts: Facts,
  run: RuleRunner,
  memory: LintMemory,
): readonly Finding[] {
  const { doubt, tree } = facts.release;
  const { changed } = facts.catalog;
  if (tree) {
    const readsOf = memoize((rule: string) => collectReads(rule, facts, run));
    const sure = findings
      .filter((finding) => !readsChanged(finding, changed, readsOf))
      .map(softenIf(isAboutRegistries));
    return keepCommonWithNeighbors(sure, facts, run);
  }
  if (doubt === undefined || findings.length === 0) return findings;
  if (doubt === 'between')
    return (facts.release.others ?? []).reduce((kept, older) => keepCommon(kept, facts, run, older), findings);
  if (doubt === 'after') return findings.map(softenIf(isAboutNames));
  if (doubt === 'before') return findings.map(softenIf(() => true));
  return settleGuess(findings, facts, run, memory);
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
  const tracker = createReadTracker();
  return listReadFlags(tracker.track(() => run.locate(rule, trackFacts(facts, tracker))).reads);
}

/**
 * Keeps the findings of a tree that also hold in the releases around it: its code may be as old as the one or as new as
 * the other. Its declarations are known.
 */
function keepCommonWithNeighbors(findings: readonly Finding[], facts: Facts, run: RuleRunner): readonly Finding[] {
  const { others: neighbors = [] } = facts.release;
  const declared = findings.filter(({ rule }) => isAboutDeclarations(rule));
  const others = findings.filter(({ rule }) => !isAboutDeclarations(rule));
  if (others.length === 0) return findings;
  const keep = (kept: readonly Finding[], release: Release) => keepCommon(kept, facts, run, release);
  return [...declared, ...neighbors.reduce(keep, others)];
}

/** Keeps the findings that another release has as well, as severe as in the milder of both. */
function keepCommon(findings: readonly Finding[], facts: Facts, run: RuleRunner, release: Release): readonly Finding[] {
  const there = new Map(
    run.checkAll(changeRelease(facts, release)).map((finding) => [keyOf(finding.rule, finding), finding]),
  );
  return findings.flatMap((finding) => {
    const other = there.get(keyOf(finding.rule, finding));
    if (!other) return [];
    const isMilder = finding.severity === 'error' && other.severity !== 'error';
    return isMilder || (finding.outcome === 'rejected' && other.outcome !== 'rejected') ? [other] : [finding];
  });
}

/**
 * Turns errors into warnings that name their releases, unless they hold in every release that fits. Releases between which
 * nothing changes that a rule reads are judged once.
 */
function settleGuess(
  findings: readonly Finding[],
  facts: Facts,
  run: RuleRunner,
  memory: LintMemory,
): readonly Finding[] {
  const { support, releases } = facts.catalog;
  const { version, others = [] } = facts.release;
  const all = support.ofReleases([version, ...others]);
  const judge = createJudge(findings, facts, run, memory);
  return findings.map((finding): Finding => {
    if (finding.severity !== 'error') return finding;
    const kept = memory.verdicts.get(finding) ?? judge(finding);
    memory.verdicts.set(finding, kept);
    const { holding, outcome } = kept.verdict;
    if (holding === all) return { ...finding, outcome };
    return {
      ...finding,
      severity: 'warning',
      message: `${finding.message} The release is not known: this is an error in ms-swift ${describeReleaseList(releases, holding)}, but not in all releases that fit this file.`,
    };
  });
}

/** Returns a function that judges an error in all releases that fit, with what it reads for that. */
function createJudge(
  findings: readonly Finding[],
  facts: Facts,
  run: RuleRunner,
  { tracker, entries }: LintMemory,
): (finding: Finding) => KeptVerdict {
  const own = trackFacts(facts, tracker);
  const factsAt = memoize((release: Release) => trackFacts(changeRelease(facts, release), tracker));
  const judgeIn = memoize((entry: Entry | undefined) =>
    memoize((rule: string) => {
      const errors = findings.filter(
        (each) => each.rule === rule && each.severity === 'error' && entries.get(each) === entry,
      );
      return tracker.track(() => judgeRule({ rule, entry }, errors, own, run, tracker, factsAt));
    }),
  );
  return (finding) => {
    const { result, reads } = judgeIn(entries.get(finding))(finding.rule);
    return { verdict: findHolding(finding, result), reads };
  };
}

/** The errors of a rule in the releases of one group, by their keys; undefined for the group of the assumed release. */
interface Judgment {
  group: ReleaseSet;
  errors: ReadonlyMap<string, Located> | undefined;
}

/** A rule, and the flag that it looks at, if it looks at each on its own. */
interface Subject {
  rule: string;
  entry: Entry | undefined;
}

/** Judges a run or one of its flags by one rule, in one release of each group of those that fit. */
function judgeRule(
  { rule, entry }: Subject,
  errors: readonly Finding[],
  facts: Facts,
  run: RuleRunner,
  tracker: ReadTracker,
  factsAt: (release: Release) => Facts,
): Judgment[] {
  const { support, releases } = facts.catalog;
  const { version, others = [] } = facts.release;
  const { reads: own } = tracker.track(() => run.locate(rule, facts, entry));
  tracker.include(own);
  const reads = listReadFlags(own);
  for (const name of errors.flatMap(({ flags }) => flags)) reads.add(name);
  const assumed = support.ofReleases([version]);
  return findTurningPoints(facts, run.rulesOf(rule), rule, [...reads], [version, ...others]).map((group) => {
    if ((group & assumed) !== 0n) return { group, errors: undefined };
    const example = releases.findLast((_, index) => (group >> BigInt(index)) & 1n) ?? version;
    return { group, errors: findErrors(run, rule, factsAt(example), entry) };
  });
}

/** Finds the releases in which an error holds. */
function findHolding(finding: Finding, judgments: readonly Judgment[]): Verdict {
  const key = keyOf(finding.rule, finding);
  let { outcome } = finding;
  let holding: ReleaseSet = 0n;
  for (const { group, errors } of judgments) {
    const found = errors ? errors.get(key) : finding;
    if (!found) continue;
    holding |= group;
    if (outcome === 'rejected') outcome = found.outcome;
  }
  return { holding, outcome };
}
