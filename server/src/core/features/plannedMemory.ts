import { isInRange } from '../catalog/release';
import type { Facts } from '../facts/facts';
import { estimateMemory } from '../memory/estimate';
import { fullestOf } from '../memory/fit';
import { describeFullest } from '../memory/reason';
import { formatParts } from './markdown/memory';

/** The estimated memory of a planned run, to be compared with what the run logs. Numbers are in GiB. */
export interface PlannedMemory {
  /** The memory that PyTorch reserves on the GPU whose memory the log shows. */
  logged: number;
  /** The memory of the fullest GPU in `nvidia-smi`. */
  used: number;
  /** The parts of the fullest GPU, such as `weights 7.1, gradients 14`. */
  parts: string;
  /** The GPUs that are the fullest, and why. */
  reason: string;
  /** The data may be shorter than the estimate assumes. */
  isUpperBound: boolean;
}

/** Summarizes the memory of a run; undefined if it is unknown. */
export function summarizeMemory(facts: Facts): PlannedMemory | undefined {
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return undefined;
  const { memory } = answer;
  const { used, parts } = fullestOf(memory);
  // Up to 3.12 the last rank logs its own memory, and later the largest of all ranks.
  const isLastLogged = isInRange(facts.release.version, '3.7-3.12');
  const reserved = memory.stages.map((stage) => stage.reserved);
  return {
    logged: roundGib(isLastLogged ? (reserved.at(-1) ?? 0) : Math.max(...reserved)),
    used: roundGib(used),
    parts: formatParts(parts),
    reason: describeFullest(memory),
    isUpperBound: memory.bound === 'at most',
  };
}

const roundGib = (gib: number): number => Math.round(gib * 10) / 10;
