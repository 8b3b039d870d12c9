import type { Facts } from '../../facts/facts';
import { type Card, cardOf, describeCard, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf } from '../../memory/fit';
import type { MemoryEstimate, MemoryParts } from '../../memory/memoryEstimate';
import { describeFullest } from '../../memory/reason';

/** Text about the memory of a run, for lenses, hovers, plans and the command line. */

/** Formats the memory for a code lens: `about 71 of 80 GiB per GPU`. Empty if it is unknown. */
export function formatMemoryLine(facts: Facts): string {
  const answer = estimateMemory(facts);
  return 'memory' in answer ? `${formatFit(answer.memory, cardOf(facts))} per GPU` : '';
}

/** Formats an estimate beside its card. */
export const formatFit = (memory: MemoryEstimate, card: Card): string =>
  `${memory.bound} ${formatGib(fullestOf(memory).used)} ${describeCard(card)}`;

const PART_NAMES: Readonly<Record<keyof MemoryParts, string>> = {
  weights: 'weights',
  gradients: 'gradients',
  optimizer: 'optimizer',
  activations: 'activations',
  logits: 'logits',
  reference: 'reference model',
  recompute: 'recomputed layers',
  buffers: 'buffers',
};

/** Lists the parts that count, such as `weights 7.1, gradients 14`. */
export const formatParts = (parts: MemoryParts): string =>
  (Object.keys(PART_NAMES) as (keyof MemoryParts)[])
    .filter((name) => parts[name] >= 0.05)
    .map((name) => `${PART_NAMES[name]} ${formatGib(parts[name])}`)
    .join(', ');

/** Describes the memory of a run in one line of a plan. Empty if it is unknown. */
export function describePlannedMemory(facts: Facts): string {
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return '';
  const { memory } = answer;
  return `Memory of the fullest GPU: ${formatFit(memory, cardOf(facts))} (${formatParts(fullestOf(memory).parts)}; ${describeFullest(memory)}).`;
}
