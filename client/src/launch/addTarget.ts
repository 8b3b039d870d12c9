import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { isHost, type Target, wordsOverSsh } from '../../../server/src/lsp/protocol';
import { answerOf } from './engine';
import type { Failure } from './failure';
import type { Run } from './run';
import { type Partition, partitionsCommand, readPartitions } from './slurm/partitions';
import { hostsIn } from './sshHosts';
import { targets } from './targets';

type SlurmTarget = Extract<Target, { kind: 'slurm' }>;
type KubernetesTarget = Extract<Target, { kind: 'kubernetes' }>;
type Report = (failure: Failure) => void;

const TITLE = 'Add launch target';

/** Sets up a launch target step by step, from what the cluster says there is, and writes it into the user’s settings. */
export async function addTarget(run: Run, report: Report): Promise<Target | undefined> {
  const kind = await pick('Which kind of cluster?', [
    { label: '$(server-process) Slurm', detail: 'sbatch on this machine, or through your own ssh', value: 'slurm' },
    {
      label: '$(cloud) Kubernetes',
      detail: 'PyTorchJob or TrainJob of Kubeflow, through your own kubectl',
      value: 'kubernetes',
    },
  ]);
  if (!kind) return undefined;
  const target = await (kind === 'slurm' ? slurmTarget(run, report) : kubernetesTarget(run, report));
  if (!target) return undefined;
  const name = await nameFor(target);
  if (!name) return undefined;
  const named = { ...target, name };
  const settings = vscode.workspace.getConfiguration('preflight');
  const before = settings.inspect<unknown[]>('launch.targets')?.globalValue ?? [];
  await settings.update('launch.targets', [...before, named], vscode.ConfigurationTarget.Global);
  return named;
}

async function slurmTarget(run: Run, report: Report): Promise<SlurmTarget | undefined> {
  const where = await slurmHost();
  if (where === undefined) return undefined;
  const host = where === '' ? undefined : where;
  const argv = partitionsCommand();
  const answer = await asking(`Asking Slurm${host ? ` on ${host}` : ''} for its partitions`, async (signal) =>
    answerOf(await run(host ? wordsOverSsh(host, argv) : argv, { seconds: 30, signal }), host),
  );
  if ('failure' in answer) {
    report(answer.failure);
    return undefined;
  }
  const partition = await pick(
    'Partition',
    readPartitions(answer.value)
      .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
      .map((each) => ({
        label: each.name,
        description: each.isDefault ? 'default' : '',
        detail: aboutPartition(each),
        value: each,
      })),
  );
  if (!partition) return undefined;
  const nodes = await number(`Nodes, of ${partition.nodes}`, 1, partition.nodes);
  if (nodes === undefined) return undefined;
  const gpusPerNode = await number(
    `GPUs of each node, of ${partition.gpus}`,
    partition.gpus || 8,
    partition.gpus || 64,
  );
  if (gpusPerNode === undefined) return undefined;
  const time = await input(
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
      : await input(`Working directory on ${host}: an absolute path that all nodes see`, '', absolute);
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
async function slurmHost(): Promise<string | undefined> {
  const config = await vscode.workspace.fs
    .readFile(vscode.Uri.joinPath(vscode.Uri.file(homedir()), '.ssh', 'config'))
    .then(
      (bytes) => Buffer.from(bytes).toString('utf8'),
      () => '',
    );
  const chosen = await pick('Where is sbatch?', [
    { label: '$(vm) This machine', detail: 'also the login node that VS Code is connected to', value: '' },
    ...hostsIn(config).map((host) => ({ label: `$(remote) ${host}`, detail: 'through ssh', value: host })),
    { label: '$(edit) Another host…', detail: 'any name that `ssh` takes', value: '?' },
  ]);
  if (chosen !== '?') return chosen;
  return input('Host, as for ssh', '', (text) =>
    isHost(text) ? undefined : 'A name such as login.example.org or user@login.',
  );
}

const aboutPartition = ({ nodes, gpus, gpuType, cpus, memory, timeLimit, isUp }: Partition): string =>
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

async function kubernetesTarget(run: Run, report: Report): Promise<KubernetesTarget | undefined> {
  const ask = async (what: string, ...words: string[]): Promise<string[] | undefined> => {
    const answer = await asking(`Asking kubectl for ${what}`, async (signal) =>
      answerOf(await run(['kubectl', ...words], { seconds: 30, signal })),
    );
    if ('value' in answer) return answer.value.split('\n').filter(Boolean);
    report(answer.failure);
    return undefined;
  };
  const contexts = await ask('its contexts', 'config', 'get-contexts', '--output=name');
  const context =
    contexts &&
    (await pick(
      'Context',
      contexts.map((value) => ({ label: value, value })),
    ));
  if (!context) return undefined;
  const found = await ask('the namespaces', `--context=${context}`, 'get', 'namespaces', '--output=name');
  const namespaces = found?.map((name) => name.replace(/^namespace\//, '')) ?? [];
  const namespace = namespaces.length
    ? await pick(
        'Namespace',
        namespaces.map((value) => ({ label: value, value })),
      )
    : await input('Namespace', 'default', (text) =>
        /^[a-z0-9][a-z0-9-]*$/.test(text) ? undefined : 'Small letters, digits and dashes.',
      );
  if (!namespace) return undefined;
  const kinds = await ask(
    'its kinds of job',
    `--context=${context}`,
    'get',
    'crd',
    'pytorchjobs.kubeflow.org',
    'trainjobs.trainer.kubeflow.org',
    '--ignore-not-found',
    '--output=name',
  );
  const has = (name: string): string =>
    kinds === undefined ? '' : kinds.some((kind) => kind.includes(name)) ? 'installed' : 'not installed';
  const resource = await pick('Kind of job', [
    {
      label: 'PyTorchJob',
      description: has('pytorchjobs'),
      detail: 'Kubeflow training operator, kubeflow.org/v1',
      value: 'PyTorchJob' as const,
    },
    {
      label: 'TrainJob',
      description: has('trainjobs'),
      detail: 'Kubeflow trainer, trainer.kubeflow.org/v1alpha1',
      value: 'TrainJob' as const,
    },
  ]);
  if (!resource) return undefined;
  const image = await input('Image with ms-swift in it', '', (text) =>
    /^\S+$/.test(text) ? undefined : 'A name such as registry/name:tag.',
  );
  if (!image) return undefined;
  const nodes = await number('Nodes: one pod each', 1, 4096);
  const gpusPerNode = nodes === undefined ? undefined : await number('GPUs of each pod', 8, 64);
  if (nodes === undefined || gpusPerNode === undefined) return undefined;
  return { kind: 'kubernetes', name: '', context, namespace, resource, image, nodes, gpusPerNode };
}

function nameFor(target: Target): Promise<string | undefined> {
  const taken = targets().targets.map(({ name }) => name);
  const proposed = target.kind === 'slurm' ? (target.partition ?? 'slurm') : 'kubernetes';
  return input('Name of the target', taken.includes(proposed) ? `${proposed}-${taken.length}` : proposed, (text) =>
    text.trim() === '' ? 'It needs a name.' : taken.includes(text) ? 'There is a target of that name.' : undefined,
  );
}

const absolute = (text: string): string | undefined =>
  text.startsWith('/') ? undefined : 'An absolute path, such as /shared/work.';

async function pick<T>(placeHolder: string, items: (vscode.QuickPickItem & { value: T })[]): Promise<T | undefined> {
  return (await vscode.window.showQuickPick(items, { title: TITLE, placeHolder, ignoreFocusOut: true }))?.value;
}

async function input(
  prompt: string,
  value: string,
  validateInput: (text: string) => string | undefined,
): Promise<string | undefined> {
  return vscode.window.showInputBox({ title: TITLE, prompt, value, validateInput, ignoreFocusOut: true });
}

async function number(prompt: string, value: number, most: number): Promise<number | undefined> {
  const text = await input(prompt, String(value), (given) =>
    /^[1-9]\d*$/.test(given) && Number(given) <= most ? undefined : `A number from 1 to ${most}.`,
  );
  return text === undefined ? undefined : Number(text);
}

function asking<T>(title: string, act: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return act(stop.signal);
  });
}
