import { isTraining } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { type Card, cardOf, describeCard, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf } from '../../memory/fit';
import { listLimits } from '../../memory/listLimits';
import type { MemoryEstimate, MemoryParts } from '../../memory/memoryEstimate';

/** Text about the memory of a run, for lenses, hovers, plans and the command line. */

/** Formats the memory for a code lens: `about 71 of 80 GiB`. Empty if it is unknown. */
export function formatMemoryLine(facts: Facts): string {
  const answer = estimateMemory(facts);
  return 'memory' in answer ? formatFit(answer.memory, cardOf(facts)) : '';
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

/**
 * Describes the memory of a run: the sum, its range, the parts, the stage and the limits of the estimate. Empty for a run
 * whose layout or model is unknown, as the description of the layout says, and for commands that do not train.
 */
export function describeMemory(facts: Facts): string {
  if (!isTraining(facts.config)) return '';
  const answer = estimateMemory(facts);
  if ('unknown' in answer)
    return facts.worldSize === undefined || !facts.model ? '' : `Memory unknown: ${answer.unknown.join('; ')}.`;
  const { memory } = answer;
  const stage = fullestOf(memory);
  const limits = listLimits(facts);
  return [
    `Memory of the fullest GPU: ${formatFit(memory, cardOf(facts))} in \`nvidia-smi\` (${formatGib(memory.low)} to ${formatGib(memory.high)}), ${formatGib(stage.reserved)} in the log's \`memory(GiB)\`.`,
    `Of these GiB: ${formatParts(stage.parts)}. Fullest is ${stage.reason}.`,
    describeSampling(memory, cardOf(facts)),
    limits.length > 0 ? `Note: ${limits.join('; ')}.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join('\n\n');
}

/** Describes the second phase of a run that samples with vLLM on the same GPUs. */
export function describeSampling({ sampling }: MemoryEstimate, card: Card): string {
  if (!sampling) return '';
  const share = sampling.share * card.gib;
  const end = sampling.sleeps
    ? 'vLLM frees most of it while the model is trained.'
    : `vLLM keeps it while the model is trained, which leaves ${formatGib(card.gib - share)} GiB for the numbers above; \`sleep_level 1\` frees it.`;
  return `While vLLM samples, it takes ${formatGib(share)} GiB beside ${formatGib(sampling.state)} GiB of the training. ${end}`;
}

/** Describes the memory of a run in one line of a plan. Empty if it is unknown. */
export function describePlannedMemory(facts: Facts): string {
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return '';
  const { parts, reason } = fullestOf(answer.memory);
  return `Memory of the fullest GPU: ${formatFit(answer.memory, cardOf(facts))} (${formatParts(parts)}; ${reason}).`;
}
