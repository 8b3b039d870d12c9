import type { Card } from './card';
import type { MemoryEstimate, StageMemory } from './memoryEstimate';

/**
 * Whether a run fits its GPUs. *impossible*: weights, gradients and optimizer alone exceed the card. *full*: the run
 * reaches the limit. *unclear*: only the longest possible data would.
 */
export type Fit = 'fits' | 'unclear' | 'full' | 'impossible';

/** Part of a card from which a run counts as too large: allocators and other programs need the rest. */
export const FULL = 0.95;

export const fullestOf = ({ stages, fullest }: MemoryEstimate): StageMemory => stages[fullest] as StageMemory;

/** The memory that a run keeps between its steps. */
export const stateOf = ({ parts }: StageMemory): number => parts.weights + parts.gradients + parts.optimizer;

/** Compares an estimate with a card. An assumed card must be exceeded by the low end of the estimate. */
export function judgeFit(memory: MemoryEstimate, card: Card): Fit {
  if (memory.stages.some((stage) => stateOf(stage) > card.gib)) return 'impossible';
  const { used } = fullestOf(memory);
  const certain = memory.isUpperBound || card.isAssumed ? memory.low : used;
  if (certain >= (card.isAssumed ? card.gib : FULL * card.gib)) return 'full';
  return used >= FULL * card.gib ? 'unclear' : 'fits';
}
