import type { Entry } from '../config/config';
import { envValueOf } from '../config/lookup';
import { pluralize } from '../text/plural';

/** What a target, or a batch script, says of the size of a job. */
export interface JobSize {
  nodes?: number | undefined;
  gpusPerNode?: number | undefined;
  time?: string | undefined;
}

/** What the job asks for: the target goes before the config. Undefined where neither says how many GPUs a node has. */
export function computeResources(
  variables: readonly Entry[],
  { nodes, gpusPerNode, time }: JobSize,
): Resources | undefined {
  const gpus = gpusPerNode ?? readCount(variables, 'NPROC_PER_NODE');
  const nodeCount = nodes ?? readCount(variables, 'NNODES') ?? 1;
  if (gpus === undefined) return undefined;
  const hours = time === undefined ? undefined : hoursOf(time);
  return { nodes: nodeCount, gpusPerNode: gpus, gpus: nodeCount * gpus, ...(hours !== undefined && { hours }) };
}

function readCount(variables: readonly Entry[], name: string): number | undefined {
  const value = envValueOf({ variables }, name);
  return value !== undefined && /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}

/** A time limit of Slurm in hours: minutes, minutes:seconds, hours:minutes:seconds, and days in front of a dash. */
export function hoursOf(time: string): number | undefined {
  const [, days, rest = ''] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(time) ?? [];
  if (rest === '') return undefined;
  const parts = rest.split(':').map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  // Behind days the first number is hours; without them it is minutes, unless there are three numbers.
  if (days !== undefined) return Number(days) * 24 + first + second / 60 + third / 3600;
  return parts.length === 3 ? first + second / 60 + third / 3600 : first / 60 + second / 3600;
}

/** The job’s size in words, with GPU-hours where there is a time limit. */
export function describeResources({ nodes, gpusPerNode, gpus, hours }: Resources): string {
  const size = `${pluralize(nodes, 'node')} x ${pluralize(gpusPerNode, 'GPU')} = ${pluralize(gpus, 'GPU')}`;
  if (hours === undefined) return `${size}, no time limit of its own`;
  return `${size}, for at most ${formatRounded(hours)} h: at most ${formatRounded(hours * gpus)} GPU-hours`;
}

const formatRounded = (number: number): string => String(Math.round(number * 100) / 100);

/** What a job asks for. */
export interface Resources {
  nodes: number;
  gpusPerNode: number;
  /** Of all nodes together: the world size. */
  gpus: number;
  /** Time limit in hours, where there is one. */
  hours?: number;
}
