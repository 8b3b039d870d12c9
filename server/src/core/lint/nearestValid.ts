import { printValue } from '../catalog/value';
import type { Change, Fix } from '../config/edit';
import { findVariable } from '../config/lookup';
import { changeFacts, type Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import type { Linter } from './linter';
import type { Finding, Severity } from './rule';

/**
 * The nearest valid change: for a finding about sizes that do not go into each other, the values closest to the written
 * ones with which all rules are content. One setting is changed first, then two.
 */

/** One setting, a flag or a launcher variable, with the value to try. */
interface Trial {
  name: string;
  from: number | undefined;
  to: number;
}

/** How many fixes of each kind are worth reading. */
const MAX_SINGLE_FIXES = 4;
const MAX_PAIR_FIXES = 2;
/** A pair is only tried where single changes leave something to be desired, and then only among the closest values. */
const MAX_PAIR_VALUES = 10;
/** Single changes that repair their finding and break another thing, which a second change may mend. */
const MAX_BREAKING_CHANGES = 20;
/**
 * How many changes, from near to far, are held against the rules that found errors, and how many of those against all.
 * An editor waits for the answer, and what is farther away than all of these is nobody's intention.
 */
const MAX_TRIED_CHANGES = 1500;
const MAX_LINTED_CHANGES = 60;

/** Works out the fixes. All rules are asked of what is offered, so that the repair of one does not break another. */
export function findNearestValid(linter: Linter, facts: Facts, finding: Finding): Fix[] {
  const trials = (finding.nearest ?? []).map((name) => listTrials(facts, name));
  const findings = linter(facts);
  const errorsBefore = errorRulesOf(findings);
  const accepted: RankedChange[] = [];
  /** The settings by which that could be repaired which a change breaks. */
  const brokenSettings = new Set<string>();
  const search = (candidates: readonly Trial[][], maxFixes: number): RankedChange[] => {
    // A further change has to repair something that the others leave, and that sizes can repair at all.
    const fewestErrors = Math.min(errorsBefore.length, ...accepted.map(({ errorsLeft }) => errorsLeft));
    const ranked = rankCandidates(linter, facts, finding, errorsBefore, candidates, fewestErrors);
    accepted.push(...selectValid(linter, errorsBefore, ranked, fewestErrors, maxFixes, brokenSettings));
    return ranked;
  };
  const otherErrors = findings.filter(({ severity, nearest }) => severity === 'error' && !nearest).length;
  const isSettled = (): boolean => accepted.some(({ errorsLeft }) => errorsLeft <= otherErrors);
  const singles = search(
    trials.flat().map((trial) => [trial]),
    MAX_SINGLE_FIXES,
  );
  if (!isSettled()) search(pairTrials(trials), MAX_PAIR_FIXES);
  // Where other sizes are wrong as well, one of each may settle both.
  const otherTrials = isSettled()
    ? []
    : settingsOfOtherErrors(findings, finding).map((name) => listTrials(facts, name));
  if (otherTrials.length > 0) search(crossTrials(trials, otherTrials), MAX_PAIR_FIXES);
  if (accepted.length === 0) {
    const breakingChanges = singles.slice(0, MAX_BREAKING_CHANGES).map((each) => each.trials);
    const ownSettings = new Set(finding.nearest);
    const repairTrials = [...brokenSettings]
      .filter((name) => !ownSettings.has(name))
      .map((name) => listTrials(facts, name));
    search(crossTrials(breakingChanges, repairTrials), MAX_PAIR_FIXES);
  }
  return accepted
    .sort((a, b) => a.errorsLeft - b.errorsLeft || a.trials.length - b.trials.length || a.distance - b.distance)
    .map(({ trials: chosen }) => toFix(chosen));
}

interface RankedChange {
  trials: Trial[];
  /** The run as it would be. */
  changed: Facts;
  /** Errors that remain. */
  errorsLeft: number;
  distance: number;
}

/** The candidates that leave fewer errors than others do, best first, as far as the rules that found errors can tell. */
function rankCandidates(
  linter: Linter,
  facts: Facts,
  finding: Finding,
  errorsBefore: readonly string[],
  candidates: readonly Trial[][],
  fewestErrors: number,
): RankedChange[] {
  const nearFirst = candidates
    .map((trials) => ({ trials, distance: trials.reduce((sum, trial) => sum + distanceOf(trial), 0) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MAX_TRIED_CHANGES);
  const others = [...new Set(errorsBefore)].filter((rule) => rule !== finding.rule);
  const countRuleErrors = (rule: string, of: Facts): number => countErrorSeverities(linter.checkRule(rule, of));
  const ownBefore = linter.checkRule(finding.rule, facts).length;
  const firstSteps = new Map<Trial, Facts>();
  const ranked: RankedChange[] = [];
  for (const { trials, distance: totalDistance } of nearFirst) {
    const [first, ...more] = trials;
    if (!first) continue;
    const step = firstSteps.get(first) ?? changeFacts(facts, first.name, first.to);
    firstSteps.set(first, step);
    const changed = more.reduce((each, { name, to }) => changeFacts(each, name, to), step);
    // Most candidates do not even repair their own finding.
    if (linter.checkRule(finding.rule, changed).length >= ownBefore) continue;
    let errorsLeft = countRuleErrors(finding.rule, changed);
    for (const rule of others) if (errorsLeft < fewestErrors) errorsLeft += countRuleErrors(rule, changed);
    if (errorsLeft < fewestErrors) ranked.push({ trials, changed, errorsLeft, distance: totalDistance });
  }
  return ranked.sort((a, b) => a.errorsLeft - b.errorsLeft || a.distance - b.distance);
}

/** The best of them with which no other rule finds an error; of single settings, one value for each. */
function selectValid(
  linter: Linter,
  errorsBefore: readonly string[],
  ranked: readonly RankedChange[],
  fewestErrors: number,
  maxFixes: number,
  brokenSettings: Set<string>,
): RankedChange[] {
  const chosen: RankedChange[] = [];
  const chosenSettings = new Set<string>();
  const brokenRules = new Set<string>();
  let lintedCount = 0;
  for (const candidate of ranked) {
    // A list of neighbours of one number would offer no choice.
    const [setting, other] = candidate.trials;
    if (setting && !other && chosenSettings.has(setting.name)) continue;
    if (chosen.length === maxFixes) break;
    // What one candidate broke, its neighbours break as well.
    if ([...brokenRules].some((rule) => countErrorSeverities(linter.checkRule(rule, candidate.changed)) > 0)) continue;
    if (lintedCount++ === MAX_LINTED_CHANGES) break;
    const findings = linter(candidate.changed).filter(({ severity }) => severity === 'error');
    const errorsAfter = errorRulesOf(findings);
    const newErrors = errorsAfter.filter((rule) => !errorsBefore.includes(rule));
    for (const rule of newErrors) brokenRules.add(rule);
    for (const { rule, nearest = [] } of findings)
      if (brokenRules.has(rule)) for (const name of nearest) brokenSettings.add(name);
    if (newErrors.length > 0 || errorsAfter.length >= fewestErrors) continue;
    chosen.push({ ...candidate, errorsLeft: errorsAfter.length });
    if (setting && !other) chosenSettings.add(setting.name);
  }
  return chosen;
}

const countErrorSeverities = (severities: readonly Severity[]): number =>
  severities.filter((each) => each === 'error').length;

const errorRulesOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);

/** Doubling and halving are equally far; a setting that nobody wrote is touched last. */
const distanceOf = ({ from, to }: Trial): number =>
  from === undefined || from <= 0 ? 1 + Math.log2(to + 1) : Math.abs(Math.log2(to / from));

/** The settings by which other errors of sizes could be repaired. */
function settingsOfOtherErrors(findings: readonly Finding[], { nearest: own = [] }: Finding): string[] {
  const names = findings.filter(({ severity }) => severity === 'error').flatMap(({ nearest = [] }) => nearest);
  return [...new Set(names)].filter((name) => !own.includes(name));
}

const takeClosest = (trials: readonly Trial[]): Trial[] =>
  [...trials].sort((a, b) => distanceOf(a) - distanceOf(b)).slice(0, MAX_PAIR_VALUES);

const crossTrials = (left: readonly Trial[][], right: readonly Trial[][]): Trial[][] =>
  left.flatMap((leftTrials) =>
    right.flatMap((rightTrials) => takeClosest(leftTrials).flatMap((a) => takeClosest(rightTrials).map((b) => [a, b]))),
  );

function pairTrials(trials: readonly Trial[][]): Trial[][] {
  const close = trials.map(takeClosest);
  return close.flatMap((left, index) =>
    close.slice(index + 1).flatMap((right) => left.flatMap((a) => right.map((b) => [a, b]))),
  );
}

const PARALLEL_SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 40, 48, 64];
const listUpTo = (max: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(max, 128)) }, (_, index) => index + 1);

/** Multiples of a step around a number, and the number rounded both ways. */
function listMultiplesNear(step: number | undefined, target: number): number[] {
  if (step === undefined || step <= 0) return listUpTo(32);
  const middle = Math.max(1, Math.round(target / step));
  return listUpTo(Math.max(2 * middle, 16))
    .map((times) => times * step)
    .concat([Math.max(1, Math.floor(target / step)) * step, Math.ceil(target / step) * step]);
}

/** Values worth trying for a setting; one that is not in the table takes small whole numbers. */
const CANDIDATE_VALUES: Readonly<Record<string, (facts: Facts, from: number) => number[]>> = {
  tensor_model_parallel_size: () => PARALLEL_SIZES,
  pipeline_model_parallel_size: () => PARALLEL_SIZES,
  context_parallel_size: () => PARALLEL_SIZES,
  expert_model_parallel_size: () => PARALLEL_SIZES,
  expert_tensor_parallel_size: () => PARALLEL_SIZES,
  NPROC_PER_NODE: () => listUpTo(16),
  NNODES: () => PARALLEL_SIZES,
  micro_batch_size: () => listUpTo(16),
  global_batch_size: ({ layout }, from) => listMultiplesNear(layout.samplesAtOnce, from),
  generation_batch_size: (facts, from) => listMultiplesNear(facts.layout.globalBatchSize, from),
  max_length: (facts, from) => listLengthsNear(facts, from),
  // A length that nobody wrote is that of max_length, and samples would go beyond any other one.
  seq_length: (facts, from) => (from > 1 ? listLengthsNear(facts, from) : []),
  packing_length: (facts, from) => (from > 1 ? listLengthsNear(facts, from) : []),
};

function listLengthsNear(facts: Facts, from: number): number[] {
  const step = 2 * (facts.layout.contextParallel ?? 1);
  const maxPositions = flagValue(facts, 'max_position_embeddings');
  const rounded = [Math.ceil(from / step) * step, Math.floor(from / step) * step];
  return [...rounded, ...(typeof maxPositions === 'number' ? [Math.floor(maxPositions / step) * step] : [])].filter(
    (to) => to > 0,
  );
}

function listTrials(facts: Facts, name: string): Trial[] {
  const { catalog, release, config, lastByName } = facts;
  // A flag that the release does not have repairs nothing.
  if (!isVariable(name) && !lastByName.has(name) && !catalog.view(release.version, config.command).forms.has(name))
    return [];
  const from = currentNumberOf(facts, name);
  const values = (CANDIDATE_VALUES[name] ?? (() => listUpTo(64)))(facts, from ?? 1);
  return [...new Set(values)].filter((to) => to !== from).map((to) => ({ name, from, to }));
}

/** The number that a flag or a variable of the config has now. */
function currentNumberOf(facts: Facts, name: string): number | undefined {
  const variable = findVariable(facts.config, name);
  if (variable) return Number(variable.values[0]?.value ?? Number.NaN) || undefined;
  const value = findGiven(facts, name)?.value ?? flagValue(facts, name);
  return typeof value === 'number' ? value : undefined;
}

const isVariable = (name: string): boolean => name === name.toUpperCase();

function toFix(trials: readonly Trial[]): Fix {
  const title = trials
    .map(({ name, from, to }) => `${name} ${from === undefined ? '' : `${from} `}-> ${to}`)
    .join(', ');
  const changes = trials.map(
    ({ name, to }): Change =>
      isVariable(name)
        ? { op: 'setEnv', name, value: String(to) }
        : { op: 'set', flag: name, values: [printValue(to)] },
  );
  return { title, safe: false, changes };
}
