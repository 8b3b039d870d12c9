import type { SbatchOption } from '../catalog/sbatch';
import type { Config, Entry, Scalar } from '../config/config';
import { findVariable } from '../config/lookup';
import { type JobSize, jobSizeOf } from './jobSize';
import { usesTorchrun } from './launcherEnvironment';
import { findPlatformVariable, variableNameOf } from './platformVariables';
import { countVisibleDevices } from './visibleDevices';

/** The processes of a run, one for each GPU. */
export interface GpuCount {
  worldSize: number | undefined;
  /** The factors of the world size that the text only gives a default for. */
  defaults: readonly SizeDefault[];
}

/** A factor of the world size whose value may be set elsewhere. */
export interface SizeDefault {
  factor: 'NNODES' | 'NPROC_PER_NODE';
  /** The variables, arguments or files of the caller that set it. */
  names: readonly string[];
}

interface Size {
  count: number | undefined;
  names: readonly string[];
}

/** Counts the GPUs that a run is launched on: the processes per node times the nodes. */
export function countGpus(config: Config, options: readonly SbatchOption[]): GpuCount {
  const job = jobSizeOf(config, options);
  const isStarted = config.launcher ? config.launcher !== 'none' : usesTorchrun(config);
  if (!isStarted) return { worldSize: countOwnProcesses(config, job), defaults: [] };
  const total = config.processTotal;
  if (total) {
    const names = total.defaults ?? [];
    const worldSize = parseNodeCount(total.value ?? '');
    return { worldSize, defaults: names.length > 0 ? [{ factor: 'NPROC_PER_NODE', names }] : [] };
  }
  const processesEntry = findVariable(config, 'NPROC_PER_NODE');
  const nodesEntry =
    findVariable(config, 'NNODES') ?? (config.launcher ? undefined : findVariable(config, 'PET_NNODES'));
  // `env.nnodes-only` reports NNODES alone.
  if (!processesEntry && !config.launcher) return { worldSize: undefined, defaults: [] };
  const processes = processesEntry
    ? readSize(config, processesEntry, job)
    : { count: 1, names: [UNGIVEN_SETTINGS[config.launcher ?? 'torchrun'].NPROC_PER_NODE] };
  const nodes = nodesEntry
    ? readSize(config, nodesEntry, job)
    : { count: 1, names: [config.launcher ? UNGIVEN_SETTINGS[config.launcher].NNODES : 'NNODES'] };
  if (processes.count === undefined || nodes.count === undefined) return { worldSize: undefined, defaults: [] };
  const defaults = [
    { factor: 'NPROC_PER_NODE' as const, names: processes.names },
    { factor: 'NNODES' as const, names: nodes.names },
  ].filter(({ names }) => names.length > 0);
  return { worldSize: processes.count * nodes.count, defaults };
}

/** The places in which each launcher finds the numbers that it is not given. */
const UNGIVEN_SETTINGS = {
  torchrun: { NNODES: 'PET_NNODES', NPROC_PER_NODE: 'PET_NPROC_PER_NODE' },
  accelerate: { NNODES: 'NNODES', NPROC_PER_NODE: 'NPROC_PER_NODE' },
  deepspeed: { NNODES: '/job/hostfile', NPROC_PER_NODE: '/job/hostfile' },
  none: { NNODES: 'NNODES', NPROC_PER_NODE: 'NPROC_PER_NODE' },
} as const;

/** The processes of a run that another program starts one by one, as WORLD_SIZE tells each of them. */
function countOwnProcesses(config: Config, job: JobSize | undefined): number | undefined {
  const entry = findVariable(config, 'WORLD_SIZE');
  return entry && findVariable(config, 'RANK') ? readSize(config, entry, job).count : undefined;
}

/** Returns the number of a launcher variable; undefined if it is unknown. */
export function readLauncherSize(
  config: Config,
  name: 'NNODES' | 'NPROC_PER_NODE',
  job: JobSize | undefined,
): number | undefined {
  const entry = findVariable(config, name);
  return entry?.values[0]?.value === undefined ? undefined : readSize(config, entry, job).count;
}

/** Reads a number of nodes or processes; a variable of the scheduler has the value that the job requests. */
function readSize(config: Config, { name, values }: Entry, job: JobSize | undefined): Size {
  const [scalar] = values;
  const text = scalar?.value;
  const scheduled = scalar && job && readScheduledSize(scalar, job);
  if (scheduled !== undefined) return { count: scheduled, names: [] };
  const names = scalar?.defaults ?? [];
  if (text === 'gpu' || text === 'auto') return { count: countVisibleDevices(config) ?? job?.gpusPerNode, names };
  if (text !== undefined) return { count: parseNodeCount(text), names };
  const requested = name === 'NNODES' ? job?.nodes : name === 'NPROC_PER_NODE' ? job?.gpusPerNode : undefined;
  // In a batch script an unknown value most likely comes from the scheduler, unless it is an argument or computed.
  const isLikely = config.sbatch && scalar?.text && !/\$\{?[\d@*]|\$\(\(/.test(scalar.text);
  return { count: isLikely ? requested : undefined, names: [name] };
}

/** A positive number, or a range whose ends are equal. */
function parseNodeCount(text: string): number | undefined {
  const [, min, max] = /^0*([1-9]\d*)(?::0*([1-9]\d*))?$/.exec(text) ?? [];
  return min !== undefined && (max === undefined || max === min) ? Number(min) : undefined;
}

/** The value of a variable that Slurm or MPI sets for each process of a job of known size. */
function readScheduledSize({ text, defaults = [] }: Scalar, job: JobSize): number | undefined {
  const [name, ...more] = defaults.length > 0 ? defaults : [variableNameOf(text)];
  const variable = name !== undefined && more.length === 0 ? findPlatformVariable(name) : undefined;
  if (!variable?.platforms.some((platform) => /Slurm|MPI/.test(platform))) return undefined;
  if (variable.role === 'nodes') return job.nodes;
  if (variable.role === 'gpusPerNode') return job.gpusPerNode;
  return variable.role === 'processes' ? job.tasks : undefined;
}
