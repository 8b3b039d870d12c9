import { printValue } from '../catalog/value';
import type { Change, Fix } from '../config/edit';
import { changeFacts, type Facts } from '../facts/facts';
import { isVariableName } from '../facts/givens';
import { crossTrials, distanceOf, listTrials, pairTrials, type Trial, tripleTrials } from './candidateValues';
import { changeArguments } from './launcherWords';
import type { Linter } from './linter';
import type { Finding, Severity } from './rule';

/**
 * The nearest valid change: for a finding about sizes that do not divide each other, the values closest to the written
 * ones that satisfy all rules. One setting is changed first, then two, then three.
 */

/** Fixes of each kind that are offered. */
const MAX_SINGLE_FIXES = 4;
const MAX_PAIR_FIXES = 2;
/** Single changes that repair their finding and break another rule, which a second change may repair. */
const MAX_BREAKING_CHANGES = 20;
/**
 * Changes, nearest first, that are checked by the rules that found errors, and those of them that are checked by all
 * rules. An editor waits for the answer, and a change farther away than all of these is not what the user intended.
 */
const MAX_TRIED_CHANGES = 1500;
const MAX_LINTED_CHANGES = 60;

/** Returns the fixes. Each of them passes all rules, so that one repair does not break another. */
export function findNearestValid(linter: Linter, facts: Facts, finding: Finding): Fix[] {
  const findings = linter.lintAsWritten(facts);
  const search: Search = {
    linter,
    facts,
    finding,
    errorsBefore: rulesOf(findings, 'error'),
    warningsBefore: rulesOf(findings, 'warning'),
  };
  const otherErrors = findings.filter(({ severity, nearest }) => severity === 'error' && !nearest).length;
  const isSettled = ({ accepted }: Progress): boolean => accepted.some(({ errorsLeft }) => errorsLeft <= otherErrors);

  const trials = (finding.nearest ?? []).map((name) => listTrials(facts, name));
  const singleChanges = trials.flat().map((trial) => [trial]);
  const singles = tryPhase(search, NO_PROGRESS, singleChanges, MAX_SINGLE_FIXES);
  const pairs = isSettled(singles) ? singles : tryPhase(search, singles, pairTrials(trials), MAX_PAIR_FIXES);
  // If other sizes are wrong as well, one change of each may settle both.
  const otherTrials = settingsOfOtherErrors(findings, finding).map((name) => listTrials(facts, name));
  const withOthers = isSettled(pairs)
    ? pairs
    : tryPhase(search, pairs, crossTrials(trials, otherTrials), MAX_PAIR_FIXES);
  const withRepairs =
    withOthers.accepted.length > 0
      ? withOthers
      : tryPhase(search, withOthers, pairWithRepairs(search, singles, withOthers), MAX_PAIR_FIXES);
  const { accepted } =
    withRepairs.accepted.length > 0 ? withRepairs : tryPhase(search, withRepairs, tripleTrials(trials), 1);
  const fixes = accepted
    .toSorted((a, b) => a.errorsLeft - b.errorsLeft || a.trials.length - b.trials.length || a.distance - b.distance)
    .map(({ trials: chosen }) => toFix(chosen));
  return changeArguments(fixes, facts);
}

/** The inputs of a search, which no phase changes. */
interface Search {
  linter: Linter;
  facts: Facts;
  finding: Finding;
  /** The rules of all errors before any change, one entry for each error. */
  errorsBefore: readonly string[];
  /** The rules of all warnings before any change. */
  warningsBefore: readonly string[];
}

/** The results of a search up to the end of a phase. */
interface Progress {
  accepted: readonly RankedChange[];
  /** The promising candidates of the last phase, best first. */
  ranked: readonly RankedChange[];
  /** The settings that could repair the rules that candidates broke. */
  brokenSettings: ReadonlySet<string>;
}

interface RankedChange {
  trials: Trial[];
  /** The run with the change applied. */
  changed: Facts;
  errorsLeft: number;
  distance: number;
}

const NO_PROGRESS: Progress = { accepted: [], ranked: [], brokenSettings: new Set() };

/** Tries further candidates. A change is accepted if it leaves fewer errors than all that were accepted before. */
function tryPhase(search: Search, before: Progress, candidates: readonly Trial[][], maxFixes: number): Progress {
  const fewestErrors = Math.min(search.errorsBefore.length, ...before.accepted.map(({ errorsLeft }) => errorsLeft));
  const ranked = rankCandidates(search, candidates, fewestErrors);
  const { chosen, brokenSettings } = selectValid(search, ranked, fewestErrors, maxFixes);
  return {
    accepted: [...before.accepted, ...chosen],
    ranked,
    brokenSettings: new Set([...before.brokenSettings, ...brokenSettings]),
  };
}

/** Single changes that break a rule, each with a change of a setting that could repair it. */
function pairWithRepairs({ facts, finding }: Search, singles: Progress, { brokenSettings }: Progress): Trial[][] {
  const breakingChanges = singles.ranked.slice(0, MAX_BREAKING_CHANGES).map(({ trials }) => trials);
  const repairs = [...brokenSettings]
    .filter((name) => !finding.nearest?.includes(name))
    .map((name) => listTrials(facts, name));
  return crossTrials(breakingChanges, repairs);
}

/** The candidates that leave fewer errors, best first, checked only by the rules that found errors. */
function rankCandidates(
  { linter, facts, finding, errorsBefore }: Search,
  candidates: readonly Trial[][],
  fewestErrors: number,
): RankedChange[] {
  const nearFirst = candidates
    .map((trials) => ({ trials, distance: trials.reduce((sum, trial) => sum + distanceOf(trial), 0) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_TRIED_CHANGES);
  const otherRules = [...new Set(errorsBefore)].filter((rule) => rule !== finding.rule);
  const countErrors = (rule: string, of: Facts): number => countErrorSeverities(linter.checkRule(rule, of));
  const findingsBefore = linter.checkRule(finding.rule, facts).length;
  const firstSteps = new Map<Trial, Facts>();
  const ranked: RankedChange[] = [];
  for (const { trials, distance } of nearFirst) {
    const [first, ...more] = trials;
    if (!first) continue;
    const step = firstSteps.get(first) ?? changeFacts(facts, first.name, first.to);
    firstSteps.set(first, step);
    const changed = more.reduce((each, { name, to }) => changeFacts(each, name, to), step);
    // Most candidates do not even repair their own finding.
    if (linter.checkRule(finding.rule, changed).length >= findingsBefore) continue;
    let errorsLeft = countErrors(finding.rule, changed);
    for (const rule of otherRules) if (errorsLeft < fewestErrors) errorsLeft += countErrors(rule, changed);
    if (errorsLeft < fewestErrors) ranked.push({ trials, changed, errorsLeft, distance });
  }
  return ranked.sort((a, b) => a.errorsLeft - b.errorsLeft || a.distance - b.distance);
}

/** The best candidates for which no other rule finds an error or warns, else the best one that leads to a warning; of single settings, one value for each. */
function selectValid(
  { linter, errorsBefore, warningsBefore }: Search,
  ranked: readonly RankedChange[],
  fewestErrors: number,
  maxFixes: number,
): { chosen: RankedChange[]; brokenSettings: Set<string> } {
  const chosen: RankedChange[] = [];
  const chosenSettings = new Set<string>();
  const brokenRules = new Set<string>();
  const brokenSettings = new Set<string>();
  let lintedCount = 0;
  /** The best candidate that leads to a warning, for want of a better one. */
  let second: RankedChange | undefined;
  for (const candidate of ranked) {
    // Several close values of one setting would offer no real choice.
    const [setting, other] = candidate.trials;
    if (setting && !other && chosenSettings.has(setting.name)) continue;
    if (chosen.length === maxFixes) break;
    // A rule that one candidate broke is likely to be broken by similar ones.
    if ([...brokenRules].some((rule) => countErrorSeverities(linter.checkRule(rule, candidate.changed)) > 0)) continue;
    if (lintedCount++ === MAX_LINTED_CHANGES) break;
    const findings = linter.lintAsWritten(candidate.changed);
    const errors = findings.filter(({ severity }) => severity === 'error');
    const errorsAfter = rulesOf(errors, 'error');
    const newErrors = errorsAfter.filter((rule) => !errorsBefore.includes(rule));
    for (const rule of newErrors) brokenRules.add(rule);
    for (const { rule, nearest = [] } of errors)
      if (brokenRules.has(rule)) for (const name of nearest) brokenSettings.add(name);
    if (newErrors.length > 0 || errorsAfter.length >= fewestErrors) continue;
    const accepted = { ...candidate, errorsLeft: errorsAfter.length };
    if (rulesOf(findings, 'warning').some((rule) => !warningsBefore.includes(rule))) {
      second ??= accepted;
      continue;
    }
    chosen.push(accepted);
    if (setting && !other) chosenSettings.add(setting.name);
  }
  return { chosen: chosen.length === 0 && second ? [second] : chosen, brokenSettings };
}

const countErrorSeverities = (severities: readonly Severity[]): number =>
  severities.filter((each) => each === 'error').length;

const rulesOf = (findings: readonly Finding[], of: Severity): string[] =>
  findings.filter(({ severity }) => severity === of).map(({ rule }) => rule);

/** The settings that could repair other errors about sizes. */
function settingsOfOtherErrors(findings: readonly Finding[], { nearest: own = [] }: Finding): string[] {
  const names = findings.filter(({ severity }) => severity === 'error').flatMap(({ nearest = [] }) => nearest);
  return [...new Set(names)].filter((name) => !own.includes(name));
}

function toFix(trials: readonly Trial[]): Fix {
  const title = trials
    .map(({ name, from, to }) => `${name} ${from === undefined ? '' : `${from} `}-> ${to}`)
    .join(', ');
  const changes = trials.map(
    ({ name, to }): Change =>
      isVariableName(name)
        ? { op: 'setEnv', name, value: String(to) }
        : { op: 'set', flag: name, values: [printValue(to)] },
  );
  return { title, safe: false, changes };
}
