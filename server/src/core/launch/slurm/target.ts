import {
  absolutePathSchema,
  booleanSchema,
  ENVIRONMENT_SCHEMA,
  GPUS_SCHEMA,
  integerSchema,
  listSchema,
  NAME_SCHEMA,
  objectSchema,
  preambleSchema,
  textSchema,
} from '../fieldSchemas';
import { HOST_PATTERN } from '../ssh';
import type { TargetKind } from '../targetKind';

/** Slurm cluster that this machine or a login node submits to. The schema below documents the fields. */
export interface SlurmTarget {
  kind: 'slurm';
  name: string;
  host?: string;
  slurmPath?: string;
  partition?: string;
  account?: string;
  qos?: string;
  nodes?: number;
  gpusPerNode?: number;
  gpuType?: string;
  cpusPerTask?: number;
  memory?: string;
  time?: string;
  constraint?: string;
  exclusive?: boolean;
  container?: { image: string; mounts?: string[]; workdir?: string };
  preamble?: string[];
  workingDirectory?: string;
  logDirectory?: string;
  sbatch?: string[];
  environment?: Record<string, string>;
}

const FIELDS = {
  kind: textSchema('A Slurm cluster.', { const: 'slurm' }),
  name: NAME_SCHEMA,
  host: textSchema(
    'Alias or host name of the login node, for your own `ssh` and its config. Default: `sbatch` runs on this machine. The connection must work without a password.',
    {
      pattern: HOST_PATTERN.source,
      patternErrorMessage: 'a host name for ssh, without spaces or a leading dash',
      examples: ['cluster'],
    },
  ),
  slurmPath: absolutePathSchema(
    'Folder of `sbatch`, `squeue` and the other Slurm commands on the machine that submits, if they are not on its PATH.',
  ),
  partition: textSchema('Partition (`--partition`). Default: that of the cluster.'),
  account: textSchema('Account to charge (`--account`).'),
  qos: textSchema('Quality of service (`--qos`).'),
  nodes: integerSchema('Number of nodes (`--nodes`). Default: `NNODES` of the config, or 1.'),
  gpusPerNode: GPUS_SCHEMA,
  gpuType: textSchema('GPU type as the cluster names it, such as `h100`.', {
    pattern: '^[\\w.-]+$',
    patternErrorMessage: 'a name of letters, digits, dots, dashes and underscores',
  }),
  cpusPerTask: integerSchema(
    'CPUs per node (`--cpus-per-task`). One task runs on each node and starts a process for each GPU.',
  ),
  memory: textSchema('Memory per node, with its unit (`--mem`). `0` requests all memory of the node.', {
    pattern: '^\\d+[KMGT]?B?$',
    patternErrorMessage: 'a number with K, M, G or T, such as 512G',
    examples: ['512G', '0'],
  }),
  time: textSchema(
    'Time limit (`--time`): minutes, `hours:minutes:seconds`, `days-hours` or `days-hours:minutes:seconds`.',
    {
      pattern: '^(?:\\d+-\\d+(?::\\d+){0,2}|\\d+(?::\\d+){0,2}|UNLIMITED|INFINITE)$',
      patternErrorMessage: 'minutes, hours:minutes:seconds or days-hours',
      examples: ['12:00:00', '1-12'],
    },
  ),
  constraint: textSchema('Required features of the nodes (`--constraint`), such as `ib&nvme`.'),
  exclusive: booleanSchema('Keeps other jobs off the nodes (`--exclusive`).'),
  container: {
    ...objectSchema(
      {
        image: textSchema(
          'Image name for enroot, such as `nvcr.io#nvidia/pytorch:25.04-py3`, or the path of a `.sqsh` file.',
        ),
        mounts: listSchema(
          'Folders of the node to mount in the container: `FROM:TO` or `FROM:TO:ro`, absolute paths.',
          textSchema('`FROM:TO`', { examples: ['/shared:/shared'] }),
        ),
        workdir: absolutePathSchema('Folder that the run starts in. Default: the working directory of the target.'),
      },
      ['image'],
    ),
    markdownDescription: 'Container for the tasks. Requires the pyxis plugin of `srun` on the cluster.',
  },
  preamble: preambleSchema('once, on the first node'),
  workingDirectory: absolutePathSchema(
    'Folder that the job runs in (`--chdir`). It must exist and be visible to all nodes. Default: the folder of the config. Required if the target has a host.',
  ),
  logDirectory: absolutePathSchema('Folder for logs, created if missing. Default: the working directory.'),
  sbatch: listSchema(
    'Additional options, written as after `#SBATCH`.',
    textSchema('An option', {
      pattern: '^-[^\\r\\n]*$',
      patternErrorMessage: 'an option with a leading dash',
      examples: ['--reservation=NAME'],
    }),
  ),
  environment: ENVIRONMENT_SCHEMA,
};

export const slurmTargetKind: TargetKind<SlurmTarget> = { schema: objectSchema(FIELDS, ['kind', 'name']) };
