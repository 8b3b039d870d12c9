import type { SbatchDirective } from '../config/config';

/** An option of sbatch, as `schemas/sbatch.json` describes it. */
export interface SbatchOption {
  name: string;
  short?: string;
  takes: 'none' | 'required' | 'optional';
  /** Kind of value, in one word. */
  label?: string;
  unit?: string;
  summary: string;
  values?: Record<string, string>;
  /** The plugin of a cluster that adds the option. */
  plugin?: string;
}

/** The option that a directive means: by its name, a beginning that only it has, or its letter. */
export function findSbatchOption(
  options: readonly SbatchOption[],
  { option }: SbatchDirective,
): SbatchOption | undefined {
  if (!option.startsWith('--')) return options.find(({ short }) => short === option.slice(1));
  const name = option.slice(2);
  const matches = options.filter((each) => each.name.startsWith(name));
  return matches.find((each) => each.name === name) ?? (matches.length === 1 ? matches[0] : undefined);
}

/** Whether several options begin like that, so that sbatch cannot tell which is meant. */
export const isAmbiguousOption = (options: readonly SbatchOption[], { option }: SbatchDirective): boolean =>
  option.startsWith('--') && options.filter(({ name }) => name.startsWith(option.slice(2))).length > 1;

/** The size that a batch script asks for; undefined where it cannot be known. */
interface RequestedResources {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  nodesDirective?: SbatchDirective;
  gpusDirective?: SbatchDirective;
}

/** Nodes and GPUs of each node. Of an option that is given twice, the last one counts. */
export function requestedResources(
  options: readonly SbatchOption[],
  directives: readonly SbatchDirective[],
): RequestedResources {
  const effective = directives.filter(({ isAfterCommand: late, option }) => !late && option !== '');
  const byName = new Map(effective.map((each) => [findSbatchOption(options, each)?.name, each]));
  const findLast = (name: string): SbatchDirective | undefined => byName.get(name);
  const nodesDirective = findLast('nodes');
  const nodes = nodesDirective
    ? parsePositiveInteger(nodesDirective.value?.value)
    : findLast('ntasks') || findLast('array')
      ? undefined
      : 1;
  const tasksDirective = findLast('ntasks-per-node');
  const gpuOptions: [SbatchDirective | undefined, (value: string) => number | undefined][] = [
    [findLast('gpus-per-node'), parseGpuCount],
    [findLast('gres'), parseGresGpus],
    [
      findLast('gpus-per-task'),
      (value) =>
        multiplyToInteger(
          parseGpuCount(value),
          tasksDirective ? parsePositiveInteger(tasksDirective.value?.value) : undefined,
        ),
    ],
    [findLast('gpus'), (value) => multiplyToInteger(parseGpuCount(value), nodes === undefined ? undefined : 1 / nodes)],
  ];
  const [gpusDirective, parseCount] = gpuOptions.find(([directive]) => directive) ?? [];
  const gpusPerNode = gpusDirective && parseCount?.(gpusDirective.value?.value ?? '');
  return { nodes, gpusPerNode, ...(nodesDirective && { nodesDirective }), ...(gpusDirective && { gpusDirective }) };
}

const parsePositiveInteger = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

/** `8`, or `h100:8`. */
const parseGpuCount = (text: string): number | undefined =>
  parsePositiveInteger(/^(?:[\w.-]+:)?(\d+)$/.exec(text)?.[1]);

/** `gpu:8` or `gpu:h100:8` among others; without a number it is one. */
function parseGresGpus(text: string): number | undefined {
  const gpus = text.split(',').filter((part) => /^gpu(?::|$)/.test(part));
  const counts = gpus.map((part) => parsePositiveInteger(/:(\d+)(?:\(.*\))?$/.exec(part)?.[1] ?? '1'));
  return counts.length === 0 || counts.includes(undefined)
    ? undefined
    : counts.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

function multiplyToInteger(value: number | undefined, factor: number | undefined): number | undefined {
  const product = value === undefined || factor === undefined ? undefined : value * factor;
  return product !== undefined && Number.isInteger(product) ? product : undefined;
}
