import { objectSchema, textSchema } from '../core/launch/fieldSchemas';
import type { SettingSchema } from '../core/launch/schema';

/** A read-only tool of an agent, which is named as the command of the command line that gives the same answer. */
export interface Tool {
  name: ToolName;
  title: string;
  /** Tells a model when to use it, and what it returns. */
  description: string;
  input: SettingSchema;
}

export type ToolName = 'check' | 'explain' | 'resolve' | 'memory' | 'layouts' | 'migrate' | 'plan';

const PATH = textSchema('Script or config file in the workspace, by its path from the workspace folder.');
/** The content of a file is not a single line. */
const TEXT: SettingSchema = {
  type: 'string',
  markdownDescription: 'Content to use instead of that of the file, which need not exist then.',
};
const RELEASE = textSchema('ms-swift release, such as 4.5.2. Default: the one that the file or its environment names.');

const countSchema = (markdownDescription: string, maximum: number): SettingSchema => ({
  type: 'integer',
  minimum: 1,
  maximum,
  markdownDescription,
});

const LINE = countSchema('Line of the command, from 1. Default: the first command.', 10_000_000);

/** Facts that a file may leave open: the release, the GPUs and the model. */
const CONTEXT = {
  release: RELEASE,
  gpus: countSchema('Number of GPUs on all nodes, if the file does not say it.', 1_000_000),
  gpuMemory: countSchema('Memory of each GPU in GiB, if the file does not say it.', 10_000),
  modelConfig: textSchema('config.json of the model, by its path in the workspace.'),
};

/** The tools of agents, in the order of their use. Nothing that they do changes a file or starts a program. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'check',
    title: 'Check Training Configs',
    description:
      'Checks ms-swift Megatron training configs (megatron pt, sft, rlhf, export in shell scripts and YAML) before a launch: unknown or misspelled flags, wrong values, combinations that fail or are ignored, too little GPU memory. Returns one line per finding, with fixes. Use it after each change of such a file.',
    input: objectSchema(
      {
        path: { ...PATH, markdownDescription: 'File or folder in the workspace, such as train.sh or "."' },
        text: TEXT,
        ...CONTEXT,
      },
      ['path'],
    ),
  },
  {
    name: 'explain',
    title: 'Explain a Flag, Variable or Rule',
    description:
      'Explains a flag of ms-swift Megatron commands, an environment variable that they read, or a rule that a finding names: meaning, values, default and releases. Use it before setting a flag.',
    input: objectSchema(
      {
        name: textSchema(
          'Flag, variable or rule id, such as recompute_granularity, NPROC_PER_NODE or cli.unknown-flag.',
        ),
        release: {
          ...RELEASE,
          markdownDescription: 'ms-swift release, such as 4.5.2. Default: that of preflight.toml, else the newest.',
        },
      },
      ['name'],
    ),
  },
  {
    name: 'resolve',
    title: 'Resolve a Training Command',
    description:
      'Prints the command that the trainer receives after the script, its variables and its config files are read, with the line that each flag comes from. Secrets are not shown.',
    input: objectSchema({ path: PATH, line: LINE, text: TEXT }, ['path']),
  },
  {
    name: 'memory',
    title: 'Estimate GPU Memory',
    description:
      'Estimates the memory of each GPU for the training commands of a file, in GiB by parts and pipeline stages, or says which number is missing.',
    input: objectSchema({ path: PATH, text: TEXT, ...CONTEXT }, ['path']),
  },
  {
    name: 'layouts',
    title: 'Find Parallel Layouts',
    description:
      'Lists parallel layouts (tensor, pipeline, context and expert parallel sizes, recomputation) that fit the GPUs of a training command, the fastest first, with the flags to change.',
    input: objectSchema(
      {
        path: PATH,
        line: LINE,
        text: TEXT,
        ...CONTEXT,
        nodes: countSchema('Number of nodes; needs gpusPerNode.', 100_000),
        gpusPerNode: countSchema('GPUs of each node. Default: those of the file, or 8.', 1_000),
        limit: countSchema('Number of layouts. Default: 5.', 50),
      },
      ['path'],
    ),
  },
  {
    name: 'migrate',
    title: 'Migrate to Another Release',
    description:
      'Shows the changes that a training config needs for another ms-swift release, as a unified diff with notes. The file stays unchanged; apply the diff to it.',
    input: objectSchema(
      {
        path: PATH,
        to: { ...RELEASE, markdownDescription: 'ms-swift release to migrate to, such as 4.5.2.' },
        from: { ...RELEASE, markdownDescription: 'Release that the file is written for, unless it names one.' },
        text: TEXT,
      },
      ['path', 'to'],
    ),
  },
  {
    name: 'plan',
    title: 'Plan a Launch',
    description:
      'Shows what launching a training command would run on this machine, Slurm or Kubernetes: the job script or manifest, the resources, and each problem that stops it. Submits and starts nothing.',
    input: objectSchema(
      {
        path: PATH,
        line: LINE,
        text: TEXT,
        target: textSchema(
          'Name of a launch target in the editor, or JSON file in the workspace with one target: kind slurm or kubernetes, name, and its fields. Default: this machine.',
        ),
      },
      ['path'],
    ),
  },
];

/** Converts the schema of an input to JSON Schema, as protocols and editors expect it. */
export function toJsonSchema({ markdownDescription, patternErrorMessage: _, ...schema }: SettingSchema): object {
  const { properties } = schema;
  return {
    ...schema,
    ...(markdownDescription !== undefined && { description: markdownDescription }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, toJsonSchema(field)])),
    }),
  };
}
