import { printValue } from '../catalog/value';
import { variableNamed } from '../config/config';
import type { Change, Fix } from '../config/edit';
import { changedFacts, type Facts } from '../facts/facts';
import { lastGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import type { Judge } from './linter';
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
const MOST_SINGLE = 4;
const MOST_PAIRS = 2;
/** A pair is only tried where single changes leave something to be desired, and then only among the closest values. */
const PAIR_WIDTH = 10;
/** Single changes that repair their finding and break another thing, which a second change may mend. */
const MOST_MENDED = 20;
/**
 * How many changes, from near to far, are held against the rules that found errors, and how many of those against all.
 * An editor waits for the answer, and what is farther away than all of these is nobody's intention.
 */
const MOST_TRIED = 1500;
const MOST_JUDGED = 60;

/** Works out the fixes. All rules are asked of what is offered, so that the repair of one does not break another. */
export function nearestValid(judge: Judge, facts: Facts, finding: Finding): Fix[] {
  const trials = (finding.nearest ?? []).map((name) => trialsFor(facts, name));
  const findings = judge(facts);
  const before = errorsOf(findings);
  const found: Ranked[] = [];
  /** The settings by which that could be repaired which a change breaks. */
  const broken = new Set<string>();
  const search = (candidates: readonly Trial[][], most: number): Ranked[] => {
    // A further change has to repair something that the others leave, and that sizes can repair at all.
    const fewest = Math.min(before.length, ...found.map(({ left }) => left));
    const ranked = rank(judge, facts, finding, before, candidates, fewest);
    found.push(...valid(judge, before, ranked, fewest, most, broken));
    return ranked;
  };
  const least = findings.filter(({ severity, nearest }) => severity === 'error' && !nearest).length;
  const isSettled = (): boolean => found.some(({ left }) => left <= least);
  const singles = search(
    trials.flat().map((trial) => [trial]),
    MOST_SINGLE,
  );
  if (!isSettled()) search(pairsOf(trials), MOST_PAIRS);
  // Where other sizes are wrong as well, one of each may settle both.
  const others = isSettled() ? [] : namesOfOthers(findings, finding).map((name) => trialsFor(facts, name));
  if (others.length > 0) search(crossed(trials, others), MOST_PAIRS);
  if (found.length === 0) {
    const repairing = singles.slice(0, MOST_MENDED).map((each) => each.trials);
    const own = new Set(finding.nearest);
    const mending = [...broken].filter((name) => !own.has(name)).map((name) => trialsFor(facts, name));
    search(crossed(repairing, mending), MOST_PAIRS);
  }
  return found
    .sort((a, b) => a.left - b.left || a.trials.length - b.trials.length || a.distance - b.distance)
    .map(({ trials: chosen }) => fixOf(chosen));
}

interface Ranked {
  trials: Trial[];
  /** The run as it would be. */
  changed: Facts;
  /** Errors that remain. */
  left: number;
  distance: number;
}

/** The candidates that leave fewer errors than others do, best first, as far as the rules that found errors can tell. */
function rank(
  judge: Judge,
  facts: Facts,
  finding: Finding,
  before: readonly string[],
  candidates: readonly Trial[][],
  fewest: number,
): Ranked[] {
  const nearFirst = candidates
    .map((trials) => ({ trials, distance: trials.reduce((sum, trial) => sum + distance(trial), 0) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST_TRIED);
  const others = [...new Set(before)].filter((rule) => rule !== finding.rule);
  const errors = (rule: string, of: Facts): number => errorsIn(judge.only(rule, of));
  const own = judge.only(finding.rule, facts).length;
  const steps = new Map<Trial, Facts>();
  const found: Ranked[] = [];
  for (const { trials, distance: far } of nearFirst) {
    const [first, ...more] = trials;
    if (!first) continue;
    const step = steps.get(first) ?? changedFacts(facts, first.name, first.to);
    steps.set(first, step);
    const changed = more.reduce((each, { name, to }) => changedFacts(each, name, to), step);
    // Most candidates do not even repair their own finding.
    if (judge.only(finding.rule, changed).length >= own) continue;
    let left = errors(finding.rule, changed);
    for (const rule of others) if (left < fewest) left += errors(rule, changed);
    if (left < fewest) found.push({ trials, changed, left, distance: far });
  }
  return found.sort((a, b) => a.left - b.left || a.distance - b.distance);
}

/** The best of them with which no other rule finds an error; of single settings, one value for each. */
function valid(
  judge: Judge,
  before: readonly string[],
  ranked: readonly Ranked[],
  fewest: number,
  most: number,
  mending: Set<string>,
): Ranked[] {
  const chosen: Ranked[] = [];
  const settings = new Set<string>();
  const broken = new Set<string>();
  let judged = 0;
  for (const each of ranked) {
    // A list of neighbours of one number would offer no choice.
    const [setting, other] = each.trials;
    if (setting && !other && settings.has(setting.name)) continue;
    if (chosen.length === most) break;
    // What one candidate broke, its neighbours break as well.
    if ([...broken].some((rule) => errorsIn(judge.only(rule, each.changed)) > 0)) continue;
    if (judged++ === MOST_JUDGED) break;
    const findings = judge(each.changed).filter(({ severity }) => severity === 'error');
    const after = errorsOf(findings);
    const added = after.filter((rule) => !before.includes(rule));
    for (const rule of added) broken.add(rule);
    for (const { rule, nearest = [] } of findings) if (broken.has(rule)) for (const name of nearest) mending.add(name);
    if (added.length > 0 || after.length >= fewest) continue;
    chosen.push({ ...each, left: after.length });
    if (setting && !other) settings.add(setting.name);
  }
  return chosen;
}

const errorsIn = (severities: readonly Severity[]): number => severities.filter((each) => each === 'error').length;

const errorsOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);

/** Doubling and halving are equally far; a setting that nobody wrote is touched last. */
const distance = ({ from, to }: Trial): number =>
  from === undefined || from <= 0 ? 1 + Math.log2(to + 1) : Math.abs(Math.log2(to / from));

/** The settings by which other errors of sizes could be repaired. */
function namesOfOthers(findings: readonly Finding[], { nearest: own = [] }: Finding): string[] {
  const names = findings.filter(({ severity }) => severity === 'error').flatMap(({ nearest = [] }) => nearest);
  return [...new Set(names)].filter((name) => !own.includes(name));
}

const closest = (trials: readonly Trial[]): Trial[] =>
  [...trials].sort((a, b) => distance(a) - distance(b)).slice(0, PAIR_WIDTH);

const crossed = (left: readonly Trial[][], right: readonly Trial[][]): Trial[][] =>
  left.flatMap((mine) => right.flatMap((theirs) => closest(mine).flatMap((a) => closest(theirs).map((b) => [a, b]))));

function pairsOf(trials: readonly Trial[][]): Trial[][] {
  const close = trials.map(closest);
  return close.flatMap((left, index) =>
    close.slice(index + 1).flatMap((right) => left.flatMap((a) => right.map((b) => [a, b]))),
  );
}

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 40, 48, 64];
const upTo = (most: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(most, 128)) }, (_, index) => index + 1);

/** Multiples of a step around a number, and the number rounded both ways. */
function multiplesAround(step: number | undefined, around: number): number[] {
  if (step === undefined || step <= 0) return upTo(32);
  const middle = Math.max(1, Math.round(around / step));
  return upTo(Math.max(2 * middle, 16))
    .map((times) => times * step)
    .concat([Math.max(1, Math.floor(around / step)) * step, Math.ceil(around / step) * step]);
}

/** Values worth trying for a setting; one that is not in the table takes small whole numbers. */
const CANDIDATES: Readonly<Record<string, (facts: Facts, from: number) => number[]>> = {
  tensor_model_parallel_size: () => SIZES,
  pipeline_model_parallel_size: () => SIZES,
  context_parallel_size: () => SIZES,
  expert_model_parallel_size: () => SIZES,
  expert_tensor_parallel_size: () => SIZES,
  NPROC_PER_NODE: () => upTo(16),
  NNODES: () => SIZES,
  micro_batch_size: () => upTo(16),
  global_batch_size: ({ layout }, from) => multiplesAround(layout.samplesAtOnce, from),
  generation_batch_size: (facts, from) => multiplesAround(facts.layout.globalBatchSize, from),
  max_length: (facts, from) => lengthsAround(facts, from),
  // A length that nobody wrote is that of max_length, and samples would go beyond any other one.
  seq_length: (facts, from) => (from > 1 ? lengthsAround(facts, from) : []),
  packing_length: (facts, from) => (from > 1 ? lengthsAround(facts, from) : []),
};

function lengthsAround(facts: Facts, from: number): number[] {
  const step = 2 * (facts.layout.contextParallel ?? 1);
  const most = flagValue(facts, 'max_position_embeddings');
  const rounded = [Math.ceil(from / step) * step, Math.floor(from / step) * step];
  return [...rounded, ...(typeof most === 'number' ? [Math.floor(most / step) * step] : [])].filter((to) => to > 0);
}

function trialsFor(facts: Facts, name: string): Trial[] {
  const { catalog, release, config, last } = facts;
  // A flag that the release does not have repairs nothing.
  if (!isVariable(name) && !last.has(name) && !catalog.view(release.version, config.command).forms.has(name)) return [];
  const from = writtenNumber(facts, name);
  const values = (CANDIDATES[name] ?? (() => upTo(64)))(facts, from ?? 1);
  return [...new Set(values)].filter((to) => to !== from).map((to) => ({ name, from, to }));
}

/** The number that a flag or a variable of the config has now. */
function writtenNumber(facts: Facts, name: string): number | undefined {
  const variable = variableNamed(facts.config, name);
  if (variable) return Number(variable.values[0]?.value ?? Number.NaN) || undefined;
  const value = lastGiven(facts, name)?.value ?? flagValue(facts, name);
  return typeof value === 'number' ? value : undefined;
}

const isVariable = (name: string): boolean => name === name.toUpperCase();

function fixOf(trials: readonly Trial[]): Fix {
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
