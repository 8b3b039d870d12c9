import { quoteWord } from '../../text/shellQuote';
import type { Task } from '../job';
import { RUN_SCRIPT, writeConfigFile } from '../taskScript';
import type { KubernetesTarget } from './target';

/** Bash script of a pod with its arguments, in rows that belong together. */
export interface PodScript {
  script: string;
  argumentRows: string[][];
}

/** Settings of the target that the script depends on. */
interface Pod {
  resource: KubernetesTarget['resource'];
  gpusPerNode: number;
  preamble: readonly string[];
  directory: string | undefined;
}

/** Creates the script that sets the launcher variables from those of the operator and then runs the task. */
export function createPodScript(task: Task, pod: Pod): PodScript {
  const header = [
    'set -eo pipefail',
    // The empty line ends a preamble whose last line ends with a backslash.
    ...(pod.preamble.length > 0 ? [...pod.preamble, ''] : []),
    ...(pod.directory === undefined ? [] : [`cd -- ${quoteWord(pod.directory)}`]),
    ...exportLauncherVariables(pod),
  ];
  const toScript = (taskLines: string[]): string => `${[...header, ...taskLines].join('\n')}\n`;
  if (task.kind === 'script') return { script: toScript([RUN_SCRIPT]), argumentRows: [[task.text], [task.file]] };
  const command = task.command.map(quoteWord).join(' ');
  if (!task.configFile) return { script: toScript([`exec ${command} "$@"`]), argumentRows: task.flagRows };
  const { name, text, flag } = task.configFile;
  return {
    script: toScript(['# The first argument is the config file.', ...writeConfigFile(name, [command, ...flag])]),
    argumentRows: [[text], ...task.flagRows],
  };
}

/** Prints the script as people read it: one that sets its arguments itself. */
export function printPodScript({ script, argumentRows }: PodScript): string {
  const rows = argumentRows.map((row) => row.map(quoteWord).join(' '));
  return `${rows.length > 0 ? `${['set --', ...rows].join(' \\\n    ')}\n` : ''}${script}`;
}

/** PyTorchJob sets MASTER_ADDR and MASTER_PORT itself; TrainJob sets only PET_*, which megatron does not read. */
function exportLauncherVariables({ resource, gpusPerNode }: Pod): string[] {
  const nodeExports = `export NNODES="$PET_NNODES" NODE_RANK="$PET_NODE_RANK"`;
  if (resource === 'PyTorchJob') return [`${nodeExports} NPROC_PER_NODE=${gpusPerNode}`];
  return [
    `${nodeExports} NPROC_PER_NODE="$PET_NPROC_PER_NODE" MASTER_ADDR="$PET_MASTER_ADDR" MASTER_PORT="$PET_MASTER_PORT"`,
  ];
}
