import { fullestOf } from './fit';
import type { MemoryEstimate, MemoryParts } from './memoryEstimate';

/** Names of the parts that differ between stages. */
const PART_NAMES: Partial<Record<keyof MemoryParts, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  optimizer: 'the optimizer',
  activations: 'activations',
  logits: 'logits',
  reference: 'the reference model',
  recompute: 'recomputed layers',
};

/** Describes the GPUs that are the fullest, and why: `all GPUs are equally full, mostly because of activations`. */
export function describeFullest(memory: MemoryEstimate): string {
  const { stages, fullest } = memory;
  const cause = nameFullestPart(memory);
  if (stages.length === 1) return `all GPUs are equally full, mostly because of ${cause}`;
  const place = fullest === 0 ? ', the first,' : fullest === stages.length - 1 ? ', the last,' : '';
  return `stage ${fullest + 1} of ${stages.length}${place} is the fullest because of ${cause}`;
}

/** Names the part by which the fullest GPUs exceed those of other stages most, or else their largest part. */
export function nameFullestPart(memory: MemoryEstimate): string {
  const own = fullestOf(memory);
  const others = memory.stages.filter((stage) => stage !== own);
  const excess = (part: keyof MemoryParts): number =>
    own.parts[part] - others.reduce((sum, { parts }) => sum + parts[part], 0) / Math.max(others.length, 1);
  const parts = Object.keys(PART_NAMES) as (keyof MemoryParts)[];
  const most = parts.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const largest = parts.reduce((a, b) => (own.parts[b] > own.parts[a] ? b : a));
  return PART_NAMES[excess(most) > 0.1 ? most : largest] ?? '';
}
