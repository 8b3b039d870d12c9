import type { SbatchDirective } from '../config/config';

/** An option of sbatch, as `schemas/sbatch.json` describes it. */
export interface SbatchOption {
  name: string;
  short?: string;
  takes: 'none' | 'required' | 'optional';
  /** The kind of value, in one word. */
  label?: string;
  unit?: string;
  summary: string;
  values?: Record<string, string>;
  /** The plugin of a cluster that adds the option. */
  plugin?: string;
}

/** Finds the option of a directive by its name, an unambiguous prefix, or its letter. */
export function findSbatchOption(
  options: readonly SbatchOption[],
  { option }: SbatchDirective,
): SbatchOption | undefined {
  if (!option.startsWith('--')) return options.find(({ short }) => short === option.slice(1));
  const name = option.slice(2);
  const matches = options.filter((candidate) => candidate.name.startsWith(name));
  return matches.find((candidate) => candidate.name === name) ?? (matches.length === 1 ? matches[0] : undefined);
}

/** Whether the option is a prefix of several, which sbatch rejects as ambiguous. */
export const isAmbiguousOption = (options: readonly SbatchOption[], { option }: SbatchDirective): boolean =>
  option.startsWith('--') && options.filter(({ name }) => name.startsWith(option.slice(2))).length > 1;

/** The nodes and GPUs that a batch script requests; undefined when unknown. */
interface RequestedResources {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  nodesDirective?: SbatchDirective;
  gpusDirective?: SbatchDirective;
}

/** Returns the requested nodes and the GPUs of each node. Of an option that is given twice, the last one counts. */
export function requestedResources(
  options: readonly SbatchOption[],
  directives: readonly SbatchDirective[],
): RequestedResources {
  const effective = directives.filter(({ isAfterCommand, option }) => !isAfterCommand && option !== '');
  const byName = new Map(effective.map((directive) => [findSbatchOption(options, directive)?.name, directive]));
  const nodesDirective = byName.get('nodes');
  const nodes = nodesDirective
    ? parsePositiveInteger(nodesDirective.value?.value)
    : byName.has('ntasks') || byName.has('array')
      ? undefined
      : 1;
  return { nodes, ...(nodesDirective && { nodesDirective }), ...requestedGpus(byName, nodes) };
}

/** Returns the GPUs of each node by the first of the four options that is given. */
function requestedGpus(
  byName: ReadonlyMap<string | undefined, SbatchDirective>,
  nodes: number | undefined,
): Pick<RequestedResources, 'gpusPerNode' | 'gpusDirective'> {
  const perNode = byName.get('gpus-per-node');
  if (perNode) return { gpusPerNode: parseGpuCount(perNode.value?.value), gpusDirective: perNode };
  const resources = byName.get('gres');
  if (resources) return { gpusPerNode: parseGresGpus(resources.value?.value), gpusDirective: resources };
  const perTask = byName.get('gpus-per-task');
  if (perTask) {
    const gpus = parseGpuCount(perTask.value?.value);
    const tasks = parsePositiveInteger(byName.get('ntasks-per-node')?.value?.value);
    return { gpusPerNode: gpus && tasks && gpus * tasks, gpusDirective: perTask };
  }
  const total = byName.get('gpus');
  if (total) {
    const gpus = parseGpuCount(total.value?.value);
    const isEven = gpus !== undefined && nodes !== undefined && gpus % nodes === 0;
    return { gpusPerNode: isEven ? gpus / nodes : undefined, gpusDirective: total };
  }
  return { gpusPerNode: undefined };
}

const parsePositiveInteger = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

/** Parses `8` or `h100:8`. */
const parseGpuCount = (text = ''): number | undefined => parsePositiveInteger(/^(?:[\w.-]+:)?(\d+)$/.exec(text)?.[1]);

/** Parses `gpu:8` or `gpu:h100:8` among other resources; without a number it means one GPU. */
function parseGresGpus(text = ''): number | undefined {
  const gpus = text.split(',').filter((part) => /^gpu(?::|$)/.test(part));
  const counts = gpus.map((part) => parsePositiveInteger(/:(\d+)(?:\([^()]*\))?$/.exec(part)?.[1] ?? '1'));
  return counts.length === 0 || counts.includes(undefined)
    ? undefined
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
