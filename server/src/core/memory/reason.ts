import type { MemoryParts, StageMemory } from './memoryEstimate';
import type { StageContent } from './stages';

/** Names of the parts that differ between stages. */
const PART_NAMES: Partial<Record<keyof MemoryParts, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  optimizer: 'optimizer',
  activations: 'activations',
  logits: 'logits',
  reference: 'the reference model',
  recompute: 'recomputed layers',
};

/** Describes why a stage is as full as it is: its place, and the part by which it exceeds another stage most. */
export function describeReason(content: StageContent, stages: readonly StageMemory[]): string {
  const own = stages[content.index];
  if (!own || stages.length === 1) return `every GPU: mostly ${nameLargestPart(own?.parts)}`;
  const place = content.isFirst ? ', the first' : content.isLast ? ', the last' : '';
  const others = stages.filter((stage) => stage !== own);
  const excess = (part: keyof MemoryParts): number =>
    own.parts[part] - others.reduce((sum, { parts }) => sum + parts[part], 0) / others.length;
  const [most] = partNames().sort((a, b) => excess(b) - excess(a));
  const cause = most !== undefined && excess(most) > 0.1 ? PART_NAMES[most] : nameLargestPart(own.parts);
  return `stage ${content.index + 1} of ${stages.length}${place}: ${cause}`;
}

const partNames = (): (keyof MemoryParts)[] => Object.keys(PART_NAMES) as (keyof MemoryParts)[];

function nameLargestPart(parts: MemoryParts | undefined): string {
  if (!parts) return '';
  const [largest] = partNames().sort((a, b) => parts[b] - parts[a]);
  return (largest && PART_NAMES[largest]) ?? '';
}
