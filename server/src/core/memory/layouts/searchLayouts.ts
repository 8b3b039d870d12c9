import { estimateShape } from '../estimateShape';
import { fullestOf } from '../fit';
import type { MemoryEstimate } from '../memoryEstimate';
import type { Recompute, RunShape } from '../runShape';
import { applyCandidate, type Candidate, dataParallelOf, type SearchLimits } from './candidate';
import { createRecomputes } from './listRecomputes';
import { listSizes, type SizedSplit } from './listSizes';
import { createLowerBound } from './lowerBound';
import { costOf, type SizeSlowdown, type Slowdown, slowdownOf, slowdownOfSizes, sumSlowdown } from './slowdown';
import { countWork, type Work } from './work';

/** A layout with its memory and what slows it down. */
export interface RankedLayout extends Candidate {
  memory: MemoryEstimate;
  slowdown: Slowdown;
}

/** The results of a search. */
export interface LayoutSearch {
  /** The fastest layout of each combination of parallel sizes that fits, the fastest first. */
  layouts: RankedLayout[];
  /** Number of combinations that were ranked. */
  considered: number;
  /** The fastest layout with the least memory that was found, if none fits. */
  smallest?: RankedLayout | undefined;
}

/** Limit of the samples of one micro-batch. */
const MAX_MICRO_BATCH = 64;
/** Limits of layouts that are returned, and of those whose memory is estimated in full. */
const MAX_LAYOUTS = 80;
const MAX_ESTIMATES = 240;

/** Layouts with the same parallel sizes and the same division of the layers. */
interface Family {
  /** Equal for families of which one is enough: the same sizes with another division of the layers. */
  key: string;
  boundOf: (candidate: Candidate) => number;
  /** Whether the layout that keeps the least fits, as far as the lower bound tells; undefined until it is asked. */
  mayFit?: boolean | undefined;
  leastMemory: Candidate;
  /** Layouts that need too much memory. */
  misses: Candidate[];
  slowdown: SizeSlowdown;
}

interface Entry {
  family: Family;
  candidate: Candidate;
  cost: number;
}

/** Finds the layouts of a run that fit its GPUs: all are ranked, and their memory is estimated in this order. */
export function searchLayouts(base: RunShape, limits: SearchLimits): LayoutSearch {
  const work = countWork(base);
  const entries = listEntries(base, work, limits).sort((a, b) => a.cost - b.cost);
  const layouts: RankedLayout[] = [];
  const found = new Set<string>();
  let estimates = 0;
  for (const { family, candidate } of entries) {
    if (layouts.length >= MAX_LAYOUTS || estimates >= MAX_ESTIMATES) break;
    if (found.has(family.key) || !mayFit(family, candidate, limits.maxGib)) continue;
    const memory = estimateShape(applyCandidate(base, candidate));
    estimates += 1;
    const isFitting = memory !== undefined && usedOf(memory) <= limits.maxGib;
    if (isFitting) {
      found.add(family.key);
      layouts.push({ ...candidate, memory, slowdown: slowdownOf(base, work, candidate, family.slowdown) });
    } else family.misses.push(candidate);
  }
  const shown = layouts.filter((layout) => !layouts.some((other) => isBetter(other, layout)));
  return {
    layouts: shown,
    considered: entries.length,
    ...(layouts.length === 0 && { smallest: findSmallest(base, work, entries) }),
  };
}

const usedOf = (memory: MemoryEstimate): number => fullestOf(memory).used;

function listEntries(base: RunShape, work: Work, limits: SearchLimits): Entry[] {
  const entries: Entry[] = [];
  const recomputesOf = createRecomputes(base, limits);
  for (const sizes of listSizes(base, limits)) {
    const candidates = listCandidates(base, sizes, recomputesOf(sizes));
    const leastMemory = candidates.find(({ microBatch, recompute }) => microBatch === 1 && isLeast(recompute));
    if (!leastMemory) continue;
    const { tensor, pipeline, context, expert } = sizes.parallel;
    const slowdown = slowdownOfSizes(base, work, sizes, limits);
    const family: Family = {
      key: [tensor, pipeline, context, expert].join(),
      boundOf: createLazyBound(base, sizes),
      leastMemory,
      misses: [],
      slowdown,
    };
    const costOfSizes = sumSlowdown(slowdown);
    for (const candidate of candidates)
      entries.push({ family, candidate, cost: costOf(base, work, candidate, costOfSizes) });
  }
  return entries;
}

const isLeast = ({ granularity, isBlock }: Candidate['recompute']): boolean => granularity === 'full' && !isBlock;

/** The layers are divided when the first bound is asked for. */
function createLazyBound(base: RunShape, sizes: SizedSplit): (candidate: Candidate) => number {
  let boundOf: ((candidate: Candidate) => number) | undefined;
  return (candidate) => {
    boundOf ??= createLowerBound(base, sizes);
    return boundOf(candidate);
  };
}

function mayFit(family: Family, candidate: Candidate, maxGib: number): boolean {
  family.mayFit ??= family.boundOf(family.leastMemory) <= maxGib;
  if (!family.mayFit || family.misses.some((miss) => needsMoreThan(candidate, miss))) return false;
  if (family.boundOf(candidate) <= maxGib) return true;
  family.misses.push(candidate);
  return false;
}

/** Whether a layout surely needs more memory than another one of its family: more samples at once, kept alike. */
const needsMoreThan = (candidate: Candidate, other: Candidate): boolean =>
  candidate.recompute === other.recompute && candidate.microBatch > other.microBatch;

/** Whether a layout is at least as good as another one in every way, but for context parallelism, which it has less of. */
function isBetter(layout: RankedLayout, other: RankedLayout): boolean {
  const [own, others] = [layout.parallel, other.parallel];
  return (
    own.context < others.context &&
    own.tensor === others.tensor &&
    own.pipeline === others.pipeline &&
    own.expert === others.expert &&
    sumSlowdown(layout.slowdown) <= sumSlowdown(other.slowdown) &&
    usedOf(layout.memory) <= usedOf(other.memory) + 1
  );
}

/** Finds the layout with the least memory among those that keep the least in each family. */
function findSmallest(base: RunShape, work: Work, entries: readonly Entry[]): RankedLayout | undefined {
  const least = entries.filter(({ family, candidate }) => family.leastMemory === candidate);
  const bounds = least.map(({ family, candidate }) => family.boundOf(candidate));
  const smallest = least[bounds.indexOf(Math.min(...bounds))];
  const memory = smallest && estimateShape(applyCandidate(base, smallest.candidate));
  if (!smallest || !memory) return undefined;
  const { candidate, family } = smallest;
  return { ...candidate, memory, slowdown: slowdownOf(base, work, candidate, family.slowdown) };
}

/** Lists the micro-batches and the forms of recomputation for parallel sizes. */
function listCandidates(
  base: RunShape,
  { parallel, split }: SizedSplit,
  recomputes: readonly Recompute[],
): Candidate[] {
  const samples = base.batch.globalBatch / dataParallelOf(parallel);
  const { pipeline, virtual } = parallel;
  const candidates: Candidate[] = [];
  for (let microBatch = 1; microBatch <= Math.min(samples, MAX_MICRO_BATCH); microBatch *= 2) {
    const microBatches = samples / microBatch;
    if (!Number.isInteger(microBatches) || (virtual > 1 && microBatches % pipeline !== 0)) continue;
    for (const recompute of recomputes) candidates.push({ parallel, split, microBatch, recompute });
  }
  return candidates;
}
