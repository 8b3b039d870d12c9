import { quoteWord } from '../../text/shellQuote';
import type { Task } from '../job';
import type { KubernetesTarget } from './target';

/** Bash script of a pod with its arguments. */
interface PodScript {
  script: string;
  args: string[];
}

/** Creates the script that sets the launcher variables from those of the operator and then runs the task. */
export function createPodScript(
  task: Task,
  pod: { resource: KubernetesTarget['resource']; gpusPerNode: number; preamble: readonly string[] },
): PodScript {
  const header = ['set -eo pipefail', ...pod.preamble, ...exportLauncherVariables(pod)];
  const toScript = (taskLines: string[]): string => `${[...header, ...taskLines].join('\n')}\n`;
  if (task.kind === 'script') {
    return { script: toScript(['exec bash -c "$1" "$2"']), args: [task.text, task.file] };
  }
  const command = task.command.map(quoteWord).join(' ');
  if (!task.configFile) return { script: toScript([`exec ${command} "$@"`]), args: task.flagRows.flat() };
  const { name, text, flag } = task.configFile;
  const file = `"$folder"/${quoteWord(name)}`;
  return {
    script: toScript([
      '# The config file travels as the first argument.',
      'folder=$(mktemp -d)',
      `printf %s "$1" > ${file}`,
      'shift',
      `exec ${[command, ...flag, file].join(' ')} "$@"`,
    ]),
    args: [text, ...task.flagRows.flat()],
  };
}

/** PyTorchJob sets MASTER_ADDR and MASTER_PORT itself; TrainJob sets only PET_*, which megatron does not read. */
function exportLauncherVariables({ resource, gpusPerNode }: { resource: string; gpusPerNode: number }): string[] {
  const nodeExports = `export NNODES="$PET_NNODES" NODE_RANK="$PET_NODE_RANK"`;
  if (resource === 'PyTorchJob') return [`${nodeExports} NPROC_PER_NODE=${gpusPerNode}`];
  return [
    `${nodeExports} NPROC_PER_NODE="$PET_NPROC_PER_NODE" MASTER_ADDR="$PET_MASTER_ADDR" MASTER_PORT="$PET_MASTER_PORT"`,
  ];
}
