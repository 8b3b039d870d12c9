import type { SlurmTarget } from '../../../../../server/src/lsp/protocol';
import { isHost, toSshArgv } from '../../../../../server/src/lsp/protocol';
import { type ClusterAnswer, toAnswer } from '../answer';
import type { WizardContext } from '../clusterKind';
import type { Questions } from '../questions';
import { SLURM_FAILURES } from './failures';
import { buildPartitionsCommand, type Partition, readPartitions } from './partitions';
import { readSshHosts } from './sshHosts';

/** Asks for the fields of a Slurm target, with the partitions that `sinfo` lists as choices. */
export async function askForSlurm(context: WizardContext): Promise<SlurmTarget | undefined> {
  const { questions } = context;
  const hostAnswer = await askForHost(context);
  if (hostAnswer === undefined) return undefined;
  const host = hostAnswer === '' ? undefined : hostAnswer;
  const answer = await queryPartitions(context, host);
  if ('failure' in answer) {
    context.report(answer.failure);
    return undefined;
  }
  const partition = await pickPartition(questions, answer.value);
  if (!partition) return undefined;
  const nodes = await questions.number(`Nodes, of ${partition.nodes}`, 1, partition.nodes);
  if (nodes === undefined) return undefined;
  const gpusPerNode = await questions.number(
    `GPUs of each node, of ${partition.gpus}`,
    partition.gpus || 8,
    partition.gpus || 64,
  );
  if (gpusPerNode === undefined) return undefined;
  const time = await askForTime(questions, partition);
  if (time === undefined) return undefined;
  const workingDirectory = host === undefined ? '' : await askForWorkingDirectory(questions, host);
  if (workingDirectory === undefined) return undefined;
  return {
    kind: 'slurm',
    name: '',
    ...(host !== undefined && { host }),
    partition: partition.name,
    nodes,
    gpusPerNode,
    ...(time !== '' && { time }),
    ...(workingDirectory !== '' && { workingDirectory }),
  };
}

/** Asks for the machine that has sbatch; empty for this one. */
async function askForHost({ questions, readHomeFile }: WizardContext): Promise<string | undefined> {
  const config = await readHomeFile('.ssh', 'config');
  const chosen = await questions.pick('Which machine submits jobs? It has the program sbatch', [
    { label: '$(vm) This machine', detail: 'or the login node that VS Code is connected to', value: '' },
    ...readSshHosts(config).map((host) => ({ label: `$(remote) ${host}`, detail: 'through ssh', value: host })),
    { label: '$(edit) Another host…', detail: 'any name that ssh accepts', value: '?' },
  ]);
  if (chosen !== '?') return chosen;
  return questions.input('Host, as for ssh', '', (text) =>
    isHost(text) ? undefined : 'Enter a name such as login.example.org or user@login.',
  );
}

async function queryPartitions(
  { questions, run }: WizardContext,
  host: string | undefined,
): Promise<ClusterAnswer<string>> {
  const argv = buildPartitionsCommand();
  return questions.runLookup(`Querying the partitions of Slurm${host ? ` on ${host}` : ''}`, async (signal) => {
    const outcome = await run(host ? toSshArgv(host, argv) : argv, { seconds: 30, signal });
    return toAnswer(outcome, SLURM_FAILURES, host);
  });
}

/** Asks for a partition; the default one comes first. */
const pickPartition = (questions: Questions, sinfo: string): Promise<Partition | undefined> =>
  questions.pick(
    'Partition',
    readPartitions(sinfo)
      .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
      .map((partition) => ({
        label: partition.name,
        description: partition.isDefault ? 'default' : '',
        detail: describePartition(partition),
        value: partition,
      })),
  );

const describePartition = ({ nodes, gpus, gpuType, cpus, memory, timeLimit, isUp }: Partition): string =>
  [
    isUp ? '' : 'down',
    `${nodes} node${nodes === 1 ? '' : 's'}`,
    `${gpus} ${gpuType ? `${gpuType} ` : ''}GPUs`,
    `${cpus} CPUs`,
    `${Math.round(memory / 1024)} GiB`,
    `at most ${timeLimit}`,
  ]
    .filter(Boolean)
    .join(' · ');

const askForTime = (questions: Questions, { timeLimit }: Partition): Promise<string | undefined> =>
  questions.input(`Time limit, at most ${timeLimit}: hours:minutes:seconds, or days-hours`, '24:00:00', (text) =>
    text === '' || /^\d+(?:-\d+)?(?::\d+){0,2}$/.test(text)
      ? undefined
      : 'Enter a time such as 24:00:00, 90 (minutes) or 2-0 (days-hours), or nothing for the limit of the partition.',
  );

const askForWorkingDirectory = (questions: Questions, host: string): Promise<string | undefined> =>
  questions.input(`Working directory on ${host}: an absolute path that all nodes see`, '', (text) =>
    text.startsWith('/') ? undefined : 'Enter an absolute path, such as /shared/work.',
  );
