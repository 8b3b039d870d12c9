import { changeFlags, type Facts } from '../facts/facts';
import { cardOf, formatGib } from './card';
import { estimateMemory } from './estimate';
import { type Fit, FULL, fullestOf, judgeFit } from './fit';
import type { MemoryEstimate } from './memoryEstimate';
import { readShape } from './readShape';
import { listRemedies, type Remedy } from './remedies';
import type { Setting } from './setting';

/** A change after which a run fits its GPUs, with the estimate for it. */
export interface Improvement {
  /** The change, its gain and its price, for the user. */
  title: string;
  settings: readonly Setting[];
  memory: MemoryEstimate;
}

/** Improvements that are offered of one run. */
const MAX_IMPROVEMENTS = 6;

/** GiB that a change must gain to be worth its price. */
const MIN_GAIN = 0.3;

/**
 * Finds the changes after which a run fits, by estimating it again with each: those that slow it down least first. If none
 * suffices alone, combines the cheapest ones.
 */
export function findImprovements(facts: Facts): Improvement[] {
  const answer = readShape(facts);
  const now = estimateMemory(facts);
  if ('unknown' in answer || 'unknown' in now) return [];
  const remedies = listRemedies(facts, answer.shape, FULL * cardOf(facts).gib);
  const found: Improvement[] = [];
  const kinds = new Set<string>();
  for (const remedy of remedies) {
    const improvement = kinds.has(remedy.kind ?? '') ? undefined : tryRemedies(facts, now.memory, [remedy]);
    if (!improvement) continue;
    found.push(improvement);
    if (remedy.kind) kinds.add(remedy.kind);
    if (found.length === MAX_IMPROVEMENTS) break;
  }
  if (found.length > 0) return found;
  const combined = combineRemedies(facts, now.memory, remedies);
  return combined ? [combined] : [];
}

/** The run after some remedies, in their order. */
const applyRemedies = (facts: Facts, remedies: readonly Remedy[]): Facts =>
  changeFlags(
    facts,
    remedies.flatMap(({ settings }) => settings),
  );

function estimateWith(facts: Facts, remedies: readonly Remedy[]): { memory: MemoryEstimate; fit: Fit } | undefined {
  const changed = applyRemedies(facts, remedies);
  const answer = estimateMemory(changed);
  return 'memory' in answer ? { memory: answer.memory, fit: judgeFit(answer.memory, cardOf(changed)) } : undefined;
}

/** The memory that findings state: of data of unknown length, what the run needs without any. */
const statedOf = (memory: MemoryEstimate): number => (memory.isUpperBound ? memory.low : fullestOf(memory).used);

/** Estimates a run with some remedies; undefined unless it fits then. */
function tryRemedies(facts: Facts, now: MemoryEstimate, remedies: readonly Remedy[]): Improvement | undefined {
  const after = estimateWith(facts, remedies);
  if (!after || after.fit === 'impossible' || after.fit === 'full') return undefined;
  const gain = statedOf(now) - statedOf(after.memory);
  if (gain < MIN_GAIN) return undefined;
  return {
    title: describeChange(remedies, gain),
    settings: mergeSettings(remedies),
    memory: after.memory,
  };
}

/** Formats one change with its gain and price, or several with the price of each. */
function describeChange(remedies: readonly Remedy[], gain: number): string {
  const [first, ...more] = remedies;
  if (first && more.length === 0) return `${first.title}: -${formatGib(gain)} GiB, ${first.price}`;
  const titles = remedies.map(({ title, price }, index) => `${index === 0 ? title : toLowerFirst(title)} (${price})`);
  return `${titles.join(', ')}: -${formatGib(gain)} GiB`;
}

const toLowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The last value of each flag. */
const mergeSettings = (remedies: readonly Remedy[]): Setting[] => [
  ...new Map(remedies.flatMap(({ settings }) => settings.map((each) => [each.flag, each] as const))).values(),
];

/** Combines remedies: the cheapest two that suffice, else as many as it takes. */
function combineRemedies(facts: Facts, now: MemoryEstimate, all: readonly Remedy[]): Improvement | undefined {
  const remedies = all.filter(({ countsLayers }) => !countsLayers);
  const pairs = remedies
    .flatMap((first, index) => remedies.slice(index + 1).map((second) => [first, second] as const))
    .filter(([first, second]) => first.kind === undefined || first.kind !== second.kind)
    .sort((a, b) => a[0].slowdown + a[1].slowdown - b[0].slowdown - b[1].slowdown);
  for (const pair of pairs) {
    const improvement = tryRemedies(facts, now, pair);
    if (improvement) return improvement;
  }
  return accumulateRemedies(facts, now, remedies);
}

/** Adds remedies, the cheapest first, until the run fits, and then leaves out those that it fits without. */
function accumulateRemedies(facts: Facts, now: MemoryEstimate, remedies: readonly Remedy[]): Improvement | undefined {
  let chosen: Remedy[] = [];
  let used = statedOf(now);
  for (const remedy of remedies) {
    const others = chosen.filter(({ kind }) => kind === undefined || kind !== remedy.kind);
    const after = estimateWith(facts, [...others, remedy]);
    if (!after || statedOf(after.memory) > used - MIN_GAIN) continue;
    chosen = [...others, remedy];
    used = statedOf(after.memory);
    if (after.fit === 'fits' || after.fit === 'unclear') break;
  }
  for (const remedy of chosen.toReversed()) {
    const rest = chosen.filter((each) => each !== remedy);
    if (rest.length > 0 && tryRemedies(facts, now, rest)) chosen = rest;
  }
  return chosen.length > 0 ? tryRemedies(facts, now, chosen) : undefined;
}
