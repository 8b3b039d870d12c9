import { isTraining } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { type Card, cardOf, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf } from '../../memory/fit';
import { listLimits } from '../../memory/listLimits';
import type { MemoryEstimate } from '../../memory/memoryEstimate';
import { describeFullest } from '../../memory/reason';
import { toSentence } from '../../text/sentence';
import { formatFit, formatParts } from './memory';

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
    `Of these GiB: ${formatParts(stage.parts)}. ${toSentence(describeFullest(memory))}`,
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
