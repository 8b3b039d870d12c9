import type { Facts } from '../facts/facts';
import type { MemoryEstimate } from './memoryEstimate';
import type { RunShape } from './runShape';

/** The memory of a run, or what is missing to estimate it, in words for the user. */
export type MemoryAnswer = { memory: MemoryEstimate } | { unknown: readonly string[] };

/** The numbers of a run, or what is missing, in words for the user. */
export type ShapeAnswer = { shape: RunShape } | { unknown: readonly string[] };

/** Reduces the facts of a run to the numbers that decide about its memory. */
export function shapeOf(facts: Facts): ShapeAnswer {
  return { unknown: [facts.config.command] };
}

/** Estimates the memory of a run from its facts. */
export function estimateMemory(facts: Facts): MemoryAnswer {
  return { unknown: [facts.config.command] };
}
