import type { Directive } from '../config/config';

/** An option of sbatch, as `schemas/sbatch.json` describes it. */
export interface BatchOption {
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
export function batchOption(options: readonly BatchOption[], { option }: Directive): BatchOption | undefined {
  if (!option.startsWith('--')) return options.find(({ short }) => short === option.slice(1));
  const name = option.slice(2);
  const begun = options.filter((each) => each.name.startsWith(name));
  return begun.find((each) => each.name === name) ?? (begun.length === 1 ? begun[0] : undefined);
}

/** Whether several options begin like that, so that sbatch cannot tell which is meant. */
export const isAmbiguous = (options: readonly BatchOption[], { option }: Directive): boolean =>
  option.startsWith('--') && options.filter(({ name }) => name.startsWith(option.slice(2))).length > 1;

/** The size that a batch script asks for; undefined where it cannot be known. */
interface BatchSize {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  nodesAt?: Directive;
  gpusAt?: Directive;
}

/** Nodes and GPUs of each node. Of an option that is given twice, the last one counts. */
export function batchSize(options: readonly BatchOption[], directives: readonly Directive[]): BatchSize {
  const seen = directives.filter(({ late, option }) => !late && option !== '');
  const byName = new Map(seen.map((each) => [batchOption(options, each)?.name, each]));
  const last = (name: string): Directive | undefined => byName.get(name);
  const nodesAt = last('nodes');
  const nodes = nodesAt ? wholeNumber(nodesAt.value?.value) : last('ntasks') || last('array') ? undefined : 1;
  const tasks = last('ntasks-per-node');
  const ways: [Directive | undefined, (value: string) => number | undefined][] = [
    [last('gpus-per-node'), gpuCount],
    [last('gres'), gresCount],
    [last('gpus-per-task'), (value) => times(gpuCount(value), tasks ? wholeNumber(tasks.value?.value) : undefined)],
    [last('gpus'), (value) => times(gpuCount(value), nodes === undefined ? undefined : 1 / nodes)],
  ];
  const [gpusAt, count] = ways.find(([directive]) => directive) ?? [];
  const gpusPerNode = gpusAt && count?.(gpusAt.value?.value ?? '');
  return { nodes, gpusPerNode, ...(nodesAt && { nodesAt }), ...(gpusAt && { gpusAt }) };
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

/** `8`, or `h100:8`. */
const gpuCount = (text: string): number | undefined => wholeNumber(/^(?:[\w.-]+:)?(\d+)$/.exec(text)?.[1]);

/** `gpu:8` or `gpu:h100:8` among others; without a number it is one. */
function gresCount(text: string): number | undefined {
  const gpus = text.split(',').filter((part) => /^gpu(?::|$)/.test(part));
  const counts = gpus.map((part) => wholeNumber(/:(\d+)(?:\(.*\))?$/.exec(part)?.[1] ?? '1'));
  return counts.length === 0 || counts.includes(undefined)
    ? undefined
    : counts.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

function times(number: number | undefined, factor: number | undefined): number | undefined {
  const product = number === undefined || factor === undefined ? undefined : number * factor;
  return product !== undefined && Number.isInteger(product) ? product : undefined;
}
