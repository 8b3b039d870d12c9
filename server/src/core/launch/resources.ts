import type { Entry } from '../config/config';
import { envValueOf } from '../config/lookup';
import { pluralize } from '../text/plural';

/** Size of a job as a target specifies it. */
export interface JobSize {
  nodes?: number | undefined;
  gpusPerNode?: number | undefined;
  time?: string | undefined;
}

/** Computes the resources of a job; undefined if the GPUs per node are unknown. The target takes precedence over the config. */
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

/** Converts a time limit of Slurm to hours: minutes, minutes:seconds or hours:minutes:seconds, after `days-` if any. */
export function hoursOf(time: string): number | undefined {
  const [, days, rest = ''] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(time) ?? [];
  if (rest === '') return undefined;
  const parts = rest.split(':').map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  // After days the first number is hours; without days it is minutes, unless there are three numbers.
  if (days !== undefined) return Number(days) * 24 + first + second / 60 + third / 3600;
  return parts.length === 3 ? first + second / 60 + third / 3600 : first / 60 + second / 3600;
}

/** Describes the size of a job, with GPU-hours if there is a time limit. */
export function describeResources({ nodes, gpusPerNode, gpus, hours }: Resources): string {
  const size = `${pluralize(nodes, 'node')} x ${pluralize(gpusPerNode, 'GPU')} = ${pluralize(gpus, 'GPU')}`;
  if (hours === undefined) return `${size}, no time limit of its own`;
  return `${size}, for at most ${formatRounded(hours)} h: at most ${formatRounded(hours * gpus)} GPU-hours`;
}

const formatRounded = (number: number): string => String(Math.round(number * 100) / 100);

/** Resources that a job requests. */
export interface Resources {
  nodes: number;
  gpusPerNode: number;
  /** GPUs of all nodes together: the world size. */
  gpus: number;
  /** Time limit in hours, if there is one. */
  hours?: number;
}
