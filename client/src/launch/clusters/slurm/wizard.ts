import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { isHost, type Target, toSshArgv } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { RunProcess } from '../../process/run';
import type { Questions } from '../../questions';
import { toAnswer } from '../answer';
import { buildPartitionsCommand, type Partition, readPartitions } from './partitions';
import { readSshHosts } from './sshHosts';

type SlurmTargetDraft = Extract<Target, { kind: 'slurm' }>;

/** What a target on Slurm needs, from what `sinfo` says there is; without its name. */
export async function askForSlurm(
  questions: Questions,
  run: RunProcess,
  report: (failure: Failure) => void,
): Promise<SlurmTargetDraft | undefined> {
  const hostAnswer = await askForHost(questions);
  if (hostAnswer === undefined) return undefined;
  const host = hostAnswer === '' ? undefined : hostAnswer;
  const argv = buildPartitionsCommand();
  const answer = await questions.runLookup(
    `Asking Slurm${host ? ` on ${host}` : ''} for its partitions`,
    async (signal) => toAnswer(await run(host ? toSshArgv(host, argv) : argv, { seconds: 30, signal }), host),
  );
  if ('failure' in answer) {
    report(answer.failure);
    return undefined;
  }
  const partition = await questions.pick(
    'Partition',
    readPartitions(answer.value)
      .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
      .map((each) => ({
        label: each.name,
        description: each.isDefault ? 'default' : '',
        detail: describePartition(each),
        value: each,
      })),
  );
  if (!partition) return undefined;
  const nodes = await questions.number(`Nodes, of ${partition.nodes}`, 1, partition.nodes);
  if (nodes === undefined) return undefined;
  const gpusPerNode = await questions.number(
    `GPUs of each node, of ${partition.gpus}`,
    partition.gpus || 8,
    partition.gpus || 64,
  );
  if (gpusPerNode === undefined) return undefined;
  const time = await questions.input(
    `Time limit, at most ${partition.timeLimit}: hours:minutes:seconds, or days-hours`,
    '24:00:00',
    (text) =>
      text === '' || /^\d+(?:-\d+)?(?::\d+){0,2}$/.test(text)
        ? undefined
        : 'Such as 24:00:00, 90 (minutes) or 2-0 (days-hours); empty: that of the partition.',
  );
  if (time === undefined) return undefined;
  const workingDirectory =
    host === undefined
      ? ''
      : await questions.input(
          `Working directory on ${host}: an absolute path that all nodes see`,
          '',
          requireAbsolutePath,
        );
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

/** Empty for this machine. */
async function askForHost(questions: Questions): Promise<string | undefined> {
  const config = await vscode.workspace.fs
    .readFile(vscode.Uri.joinPath(vscode.Uri.file(homedir()), '.ssh', 'config'))
    .then(
      (bytes) => Buffer.from(bytes).toString('utf8'),
      () => '',
    );
  const chosen = await questions.pick('Where is sbatch?', [
    { label: '$(vm) This machine', detail: 'also the login node that VS Code is connected to', value: '' },
    ...readSshHosts(config).map((host) => ({ label: `$(remote) ${host}`, detail: 'through ssh', value: host })),
    { label: '$(edit) Another host…', detail: 'any name that `ssh` takes', value: '?' },
  ]);
  if (chosen !== '?') return chosen;
  return questions.input('Host, as for ssh', '', (text) =>
    isHost(text) ? undefined : 'A name such as login.example.org or user@login.',
  );
}

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

const requireAbsolutePath = (text: string): string | undefined =>
  text.startsWith('/') ? undefined : 'An absolute path, such as /shared/work.';
