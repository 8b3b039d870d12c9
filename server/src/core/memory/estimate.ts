import type { Facts } from '../facts/facts';
import { estimateShape } from './estimateShape';
import type { MemoryEstimate } from './memoryEstimate';
import { readShape } from './readShape';

/** The memory of a run, or what is missing to estimate it. */
export type MemoryAnswer = { memory: MemoryEstimate } | { unknown: readonly string[] };

/** Estimates the memory of a run from its facts, once for the same facts. */
export const estimateMemory = (facts: Facts): MemoryAnswer => facts.results.get(facts, computeMemory);

function computeMemory(facts: Facts): MemoryAnswer {
  const answer = readShape(facts);
  if ('unknown' in answer) return answer;
  const memory = estimateShape(answer.shape);
  return memory ? { memory } : { unknown: ['layers that can be divided among the pipeline stages'] };
}
