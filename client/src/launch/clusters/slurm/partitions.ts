/** The partitions of a cluster, as `sinfo` lists them: the choices for a new target. */

export const buildPartitionsCommand = (): string[] => ['sinfo', '--noheader', '--format=%P|%a|%l|%D|%c|%m|%G'];

export interface Partition {
  name: string;
  isDefault: boolean;
  isUp: boolean;
  /** Maximum time of a job, as Slurm writes it: `7-00:00:00`, or `infinite`. */
  timeLimit: string;
  nodes: number;
  /** Maximum per node. */
  cpus: number;
  /** Maximum per node, in megabytes. */
  memory: number;
  /** Maximum per node. */
  gpus: number;
  /** Type such as `a100`, if the cluster names one. */
  gpuType?: string;
}

/** Returns one entry per partition; sinfo prints one line for each type of node in it. */
export function readPartitions(text: string): Partition[] {
  const partitions = new Map<string, Partition>();
  for (const line of text.split('\n')) {
    const [markedName = '', available = '', timeLimit = '', nodes, cpus, memory, gres] = line.split('|');
    if (gres === undefined || !/^\S+$/.test(markedName)) continue;
    const name = markedName.replace(/\*$/, '');
    const { count, type } = parseGpus(gres);
    const before = partitions.get(name);
    const gpuType = type ?? before?.gpuType;
    partitions.set(name, {
      name,
      isDefault: markedName.endsWith('*'),
      isUp: available === 'up',
      timeLimit,
      nodes: (before?.nodes ?? 0) + parseCount(nodes),
      cpus: Math.max(before?.cpus ?? 0, parseCount(cpus)),
      memory: Math.max(before?.memory ?? 0, parseCount(memory)),
      gpus: Math.max(before?.gpus ?? 0, count),
      ...(gpuType && { gpuType }),
    });
  }
  return [...partitions.values()];
}

/** Parses a count; `64+` means that some nodes have more. */
const parseCount = (text = ''): number => Number(/^\d+/.exec(text)?.[0] ?? 0);

/** Parses `gpu:8`, `gpu:a100:4(S:0-1)`, `gpu:a100:4,nvme:1`, `(null)`. */
function parseGpus(gres: string): { count: number; type?: string } {
  const [, type, count] = /(?:^|,)gpu(?::([^:,(]*[^\d:,(][^:,(]*))?(?::(\d+))?/.exec(gres) ?? [];
  if (!/(^|,)gpu/.test(gres)) return { count: 0 };
  return { count: count === undefined ? 1 : Number(count), ...(type && { type }) };
}
