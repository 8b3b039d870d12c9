import { quoteWord } from '../../text/shellQuote';
import { printCommentLine } from '../commentLine';
import type { ClusterJob } from '../job';
import { RUN_SCRIPT, writeConfigFile } from '../taskScript';
import type { SlurmTarget } from './target';

/** Prints the batch script of a job: options for sbatch, launcher variables, and one task per node. */
export function printSbatchScript(
  job: ClusterJob,
  target: SlurmTarget,
  folders: JobFolders,
  remarks: string[],
  comment: string,
): string {
  const lines = [
    '#!/bin/bash',
    ...remarks.map(printCommentLine),
    ...sbatchOptionsOf(job, target, folders, comment).map((option) => `#SBATCH ${option}`),
    '',
    '# Without this, srun would keep the variables below from the tasks.',
    'unset SLURM_EXPORT_ENV',
    'set -eo pipefail',
    ...(target.preamble?.length ? ['', ...target.preamble] : []),
    '',
    'MASTER_ADDR=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)',
    'export MASTER_ADDR',
    'export MASTER_PORT=$((20000 + SLURM_JOB_ID % 20000))',
    `export NNODES=$SLURM_JOB_NUM_NODES NPROC_PER_NODE=${job.resources.gpusPerNode}`,
    ...job.environment.plain.map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    '',
    ...printTask(job, target, folders.directory),
  ];
  return `${lines.join('\n')}\n`;
}

/** Folders that the job runs in and writes its logs to: absolute paths on the machine that submits. */
export interface JobFolders {
  directory: string;
  logs: string;
}

function sbatchOptionsOf(
  { name, resources, environment }: ClusterJob,
  target: SlurmTarget,
  { directory, logs }: JobFolders,
  comment: string,
): string[] {
  const gpuPrefix = target.gpuType ? `${target.gpuType}:` : '';
  const exportedNames = environment.secrets.map((secret) => secret.name);
  const options: [name: string, value: string | number | undefined][] = [
    ['job-name', name],
    ['comment', comment],
    ['partition', target.partition],
    ['account', target.account],
    ['qos', target.qos],
    ['nodes', resources.nodes],
    ['ntasks-per-node', 1],
    ['gpus-per-node', `${gpuPrefix}${resources.gpusPerNode}`],
    ['cpus-per-task', target.cpusPerTask],
    ['mem', target.memory],
    ['time', target.time],
    ['constraint', target.constraint],
    ['chdir', directory],
    // sbatch would read a percent sign in a folder as a pattern.
    ['output', `${logs.replaceAll('%', '%%')}/%x-%j.out`],
    // The run gets the variables that this script sets, and none of the editor that launched it.
    ['export', exportedNames.length > 0 ? exportedNames.join(',') : 'NONE'],
  ];
  const printed = options.flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}=${quoteOption(String(value))}`],
  );
  return [...printed, ...(target.exclusive ? ['--exclusive'] : []), ...(target.sbatch ?? [])];
}

/** Quotes the value of an option after `#SBATCH`, where sbatch itself reads quotes, backslashes and comments. */
const quoteOption = (value: string): string =>
  /^[\w@%+=:,./[\]&|*()-]*$/.test(value) ? value : `"${value.replace(/["\\#]/g, '\\$&')}"`;

/**
 * Prints the task of every node. It reads the rank of the node inside the task, because that is always 0 in the batch
 * script. The arguments of the config follow as arguments of the task, which no shell parses again.
 */
function printTask({ task }: ClusterJob, target: SlurmTarget, directory: string): string[] {
  const srun = [
    'srun',
    '--ntasks-per-node=1',
    ...(target.cpusPerTask ? [`--cpus-per-task=${target.cpusPerTask}`] : []),
    '--label',
    '--unbuffered',
    '--kill-on-bad-exit=1',
  ];
  const exportRank = 'export NODE_RANK=$SLURM_NODEID';
  const srunCommand = [...srun, ...containerOptionsOf(target, directory)].map(quoteWord).join(' ');
  if (task.kind === 'script') {
    return [
      '# The entire script as it was when the job was planned, and its path.',
      `${srunCommand} \\`,
      `    bash -c ${quoteWord(`${exportRank}; ${RUN_SCRIPT}`)} task \\`,
      `    ${quoteWord(task.text)} \\`,
      `    ${quoteWord(task.file)}`,
    ];
  }
  const rows = task.flagRows.map((row) => `    ${row.map(quoteWord).join(' ')}`);
  const command = task.command.map(quoteWord).join(' ');
  if (!task.configFile) {
    return [
      `${srunCommand} \\`,
      [`    bash -c ${quoteWord(`${exportRank}; exec ${command} "$@"`)} task`, ...rows].join(' \\\n'),
    ];
  }
  const { name, text, flag } = task.configFile;
  const script = [exportRank, ...writeConfigFile(name, [command, ...flag])].join('; ');
  return [
    '# The config file as it was when the job was planned is the first argument; each node gets a copy.',
    `${srunCommand} \\`,
    [`    bash -c ${quoteWord(script)} task`, `    ${quoteWord(text)}`, ...rows].join(' \\\n'),
  ];
}

function containerOptionsOf({ container }: SlurmTarget, directory: string): string[] {
  if (!container) return [];
  return [
    `--container-image=${container.image}`,
    ...(container.mounts?.length ? [`--container-mounts=${container.mounts.join(',')}`] : []),
    // Relative paths of the config mean the same inside the container as outside.
    `--container-workdir=${container.workdir ?? directory}`,
  ];
}
