import { findSbatchOption, requestedResources, type SbatchOption } from '../catalog/sbatch';
import type { Config, SbatchDirective, Scalar } from '../config/config';

/** The size of a job or of a step of it, as `#SBATCH` directives, `srun` and `mpirun` request it. */
export interface JobSize extends ReturnType<typeof requestedResources> {
  /** Processes that srun or mpirun starts in total. */
  tasks: number | undefined;
}

const GPU_OPTIONS = ['gpus-per-node', 'gres', 'gpus-per-task', 'gpus'];

/**
 * Returns the size that the command gets; undefined if neither a batch script nor srun or mpirun is known. The options
 * of srun take precedence, since a step may be smaller than its job.
 */
export function jobSizeOf(config: Config, options: readonly SbatchOption[]): JobSize | undefined {
  const step = readStepOptions(config.launchWords ?? [], options);
  const mpiProcesses = readMpiProcesses(config.launchWords ?? []);
  if (!config.sbatch && !step && mpiProcesses === undefined) return undefined;
  const nameOf = (directive: SbatchDirective): string => findSbatchOption(options, directive)?.name ?? '';
  const stepNames = new Set((step ?? []).map(nameOf));
  const hasStepGpus = GPU_OPTIONS.some((name) => stepNames.has(name));
  const jobDirectives = (config.sbatch?.directives ?? []).filter(
    (directive) => !(hasStepGpus && GPU_OPTIONS.includes(nameOf(directive))),
  );
  const directives = [...jobDirectives, ...(step ?? [])];
  const size = requestedResources(options, directives);
  // Without a batch script, a step has the nodes of an allocation that the text does not show.
  const nodes = config.sbatch || size.nodesDirective ? size.nodes : undefined;
  const readNumber = (name: string): number | undefined =>
    parseCount(
      directives.findLast((directive) => !directive.isAfterCommand && nameOf(directive) === name)?.value?.value,
    );
  const perNode = readNumber('ntasks-per-node');
  const tasks =
    mpiProcesses ??
    readNumber('ntasks') ??
    (nodes !== undefined && perNode !== undefined ? nodes * perNode : undefined);
  return { ...size, nodes, tasks };
}

const parseCount = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;

/** Returns the options of the innermost srun as directives; undefined without srun. */
function readStepOptions(words: readonly Scalar[], options: readonly SbatchOption[]): SbatchDirective[] | undefined {
  const start = words.findLastIndex(({ value }) => /(?:^|\/)srun$/.test(value ?? ''));
  if (start < 0) return undefined;
  const directives: SbatchDirective[] = [];
  for (let index = start + 1; index < words.length; index++) {
    const word = words[index];
    // Of `--nodes=$SLURM_NNODES` only the name is known.
    const [, name, value] = /^(--[\w-]+|-\w)=?(.*)$/s.exec(word?.value ?? word?.text ?? '') ?? [];
    if (!word || !name) break;
    const directive: SbatchDirective = { option: name, key: word.span, fullSpan: word.span, isAfterCommand: false };
    const takesNext = value === '' && findSbatchOption(options, directive)?.takes === 'required';
    const next = takesNext ? words[++index] : undefined;
    const text = next ? next.value : word.value === undefined ? undefined : value;
    // Steps take an unknown size from their job.
    if (text === undefined) continue;
    directives.push({
      ...directive,
      ...(text !== '' && { value: { value: text, span: (next ?? word).span, isAttached: !next } }),
      fullSpan: next && next.span.start > word.span.start ? { ...word.span, end: next.span.end } : word.span,
    });
  }
  return directives;
}

/** Returns the number of processes that mpirun or mpiexec starts. */
function readMpiProcesses(words: readonly Scalar[]): number | undefined {
  const start = words.findLastIndex(({ value }) => /(?:^|\/)(?:mpirun|mpiexec)(?:\.\w+)?$/.test(value ?? ''));
  if (start < 0) return undefined;
  const option = words.findIndex(({ value }, index) => index > start && /^(?:-np|-n|-c|--np|--n)$/.test(value ?? ''));
  return option < 0 ? undefined : parseCount(words[option + 1]?.value);
}
