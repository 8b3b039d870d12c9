import { quoteWord } from '../../text/shellQuote';
import type { Task } from '../job';
import type { KubernetesTarget } from '../target';

/** What a pod runs: a script of bash, and the words that it gets as arguments. */
interface PodTask {
  script: string;
  args: string[];
}

/** Gives the launcher its place from what the operator sets in each pod, then runs the task with the words behind it. */
export function podTask(
  task: Task,
  around: { resource: KubernetesTarget['resource']; gpusPerNode: number; before: readonly string[] },
): PodTask {
  const head = ['set -eo pipefail', ...around.before, ...placeOf(around)];
  const script = (run: string[]): string => `${[...head, ...run].join('\n')}\n`;
  if (task.does === 'script') {
    return { script: script(['exec bash -c "$1" "$2"']), args: [task.text, task.file] };
  }
  const command = task.words.map(quoteWord).join(' ');
  if (!task.configFile) return { script: script([`exec ${command} "$@"`]), args: task.rows.flat() };
  const { name, text, option } = task.configFile;
  const file = `"$folder"/${quoteWord(name)}`;
  return {
    script: script([
      '# The config file travels as the first argument.',
      'folder=$(mktemp -d)',
      `printf %s "$1" > ${file}`,
      'shift',
      `exec ${[command, ...option, file].join(' ')} "$@"`,
    ]),
    args: [text, ...task.rows.flat()],
  };
}

/** PyTorchJob sets MASTER_ADDR and MASTER_PORT itself; TrainJob sets nothing but PET_*, which megatron does not read. */
function placeOf({ resource, gpusPerNode }: { resource: string; gpusPerNode: number }): string[] {
  const place = `export NNODES="$PET_NNODES" NODE_RANK="$PET_NODE_RANK"`;
  if (resource === 'PyTorchJob') return [`${place} NPROC_PER_NODE=${gpusPerNode}`];
  return [
    `${place} NPROC_PER_NODE="$PET_NPROC_PER_NODE" MASTER_ADDR="$PET_MASTER_ADDR" MASTER_PORT="$PET_MASTER_PORT"`,
  ];
}
