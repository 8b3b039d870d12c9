import { memoryOfGpuType } from '../catalog/gpuTypes';
import { findSbatchOption } from '../catalog/sbatch';
import type { Facts } from '../facts/facts';

/** The memory of each GPU of a run. */
export interface Card {
  gib: number;
  /** Nothing states it. */
  isAssumed: boolean;
}

/** The GPU that is assumed if nothing names one: one of 80 GB, of which CUDA can use a little less. */
const ASSUMED: Card = { gib: 79.1, isAssumed: true };

/** Finds the memory of each GPU: a launch target or a comment states it, else the batch script, else a setting. */
export function cardOf(facts: Facts): Card {
  const { gpuMemory, usualGpuMemory } = facts.context;
  const gib = gpuMemory ?? requestedMemory(facts) ?? usualGpuMemory;
  return gib === undefined ? ASSUMED : { gib, isAssumed: false };
}

/** Formats the size of a card after the GiB that a run needs: `of 80 GiB`, or `GiB of 80 GB (assumed)`. */
export const describeCard = ({ gib, isAssumed }: Card): string =>
  isAssumed ? 'GiB of 80 GB (assumed)' : `of ${formatGib(gib)} GiB`;

/** Formats GiB as people say them: whole numbers, and one digit below ten. */
export const formatGib = (gib: number): string => (gib < 9.95 ? gib.toFixed(1).replace(/\.0$/, '') : gib.toFixed(0));

/** The memory of the type that a batch script requests: `gpu:h100:8`, or a feature of the nodes that names a type. */
function requestedMemory({ config, catalog }: Facts): number | undefined {
  const directives = (config.sbatch?.directives ?? []).filter(({ isAfterCommand }) => !isAfterCommand);
  for (const name of ['gpus-per-node', 'gres', 'gpus-per-task', 'gpus', 'constraint']) {
    const text = directives.findLast((each) => findSbatchOption(catalog.sbatch, each)?.name === name)?.value?.value;
    const type = text === undefined ? undefined : typeOfRequest(name, text);
    const gib = type === undefined ? undefined : memoryOfGpuType(type);
    if (gib !== undefined) return gib;
  }
  return undefined;
}

function typeOfRequest(option: string, text: string): string | undefined {
  if (option === 'constraint') return /^[\w.-]+$/.test(text) ? text : undefined;
  if (option !== 'gres') return /^([\w.-]+):\d+$/.exec(text)?.[1];
  const [request, ...more] = text.split(',').filter((part) => part.startsWith('gpu:'));
  return more.length > 0 ? undefined : /^gpu:([\w.-]+)(?::\d+)?(?:\([^()]*\))?$/.exec(request ?? '')?.[1];
}
