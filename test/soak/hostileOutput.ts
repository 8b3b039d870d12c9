import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCluster } from '../../client/src/launch/clusters';
import type { Cluster, ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { createJob, readJob } from '../../client/src/launch/jobs/job';
import { pollJobs } from '../../client/src/launch/jobs/poll';
import { createLogBuffer } from '../../client/src/launch/log/logBuffer';
import { findRootCause } from '../../client/src/launch/log/rootCause';
import type { ProcessResult, RunProcess } from '../../client/src/launch/process/run';
import type { KubernetesTarget, SlurmTarget } from '../../server/src/lsp/protocol';
import { createPlan } from '../launch/createPlan';
import { damageJson, damageText } from './hostileText';
import type { Random } from './random';

// Output of programs that the extension reads: of squeue, scontrol, sacct, sbatch and kubectl, and logs of jobs.

/** Processor time for one output or log of at most 1 MB, in milliseconds. */
const MAX_READ_MS = 2000;

const LOGS = resolve(import.meta.dirname, '../../test/data/logs');

const SLURM_OUTPUT = [
  '7|RUNNING|None|n[1-2]|1-02:03:04|preflight abc|train\n8|PENDING|Resources|(null)|0:00|(null)|a|b\n',
  'JobId=7 JobName=train UserId=me(1) JobState=FAILED Reason=NonZeroExitCode ExitCode=1:0 RunTime=00:01:00 NodeList=n1 StdOut=/w/7.out WorkDir=/w Power=\n',
  'FAILED|1:0|00:01:00|n1\nCANCELLED by 1000|0:15|00:01:00|None assigned\n',
  'Submitted batch job 7\n7\n',
  'sbatch: Job 7 to start at 2026-01-01T12:00:00 using 2 processors on nodes n[1-2] in partition gpu\n',
  'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified\n',
  'slurm_load_jobs error: Invalid job id specified\n',
  'controlpath none\n',
];

const KUBERNETES_OUTPUT: readonly unknown[] = [
  {
    kind: 'PyTorchJob',
    metadata: { name: 'train', labels: { a: 'b' }, annotations: { c: 'd' } },
    status: {
      startTime: '2026-01-01T00:00:00Z',
      conditions: [
        { type: 'Failed', status: 'True', reason: 'r', message: 'm', lastTransitionTime: '2026-01-01T01:00:00Z' },
      ],
    },
  },
  {
    kind: 'List',
    items: [
      {
        kind: 'Pod',
        metadata: { name: 'p' },
        spec: { nodeName: 'n1' },
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }],
          containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull', message: 'denied' } } }],
        },
      },
    ],
  },
];

const KUBECTL_ERRORS = [
  'Error from server (NotFound): pytorchjobs.kubeflow.org "train" not found\n',
  'error: the server doesn\'t have a resource type "pytorchjobs"\n',
  'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
  'pytorchjob.kubeflow.org/train created (server dry run)\n',
];

const TARGETS: readonly ClusterTarget[] = [
  { kind: 'slurm', name: 'here', nodes: 1, gpusPerNode: 1 } satisfies SlurmTarget,
  {
    kind: 'slurm',
    name: 'there',
    host: 'login',
    workingDirectory: '/w',
    nodes: 2,
    gpusPerNode: 8,
  } satisfies SlurmTarget,
  {
    kind: 'kubernetes',
    name: 'k',
    image: 'i',
    resource: 'PyTorchJob',
    nodes: 1,
    gpusPerNode: 1,
  } satisfies KubernetesTarget,
];

/** Lets clusters and the readers of logs read hostile output, and returns exceptions and slow readings. */
export async function checkHostileOutput(rounds: number, random: Random): Promise<string[]> {
  const problems: string[] = [];
  const logs = readdirSync(LOGS).map((name) => readFileSync(join(LOGS, name), 'utf8'));
  for (let round = 0; round < rounds; round++) {
    const target = random.pick(TARGETS);
    const outputs: string[] = [];
    await check(problems, outputs, () => useCluster(target, createRun(target, outputs, random)));
    const log = createLog(random.pick(logs), random);
    await check(problems, [log], async () => readLog(log, random));
    const job = JSON.stringify(damageJson(createTestJob(target), random)) ?? '';
    const stored = random.isOneIn(2) ? job : damageText(job, random);
    await check(problems, [stored], async () => void readJob(stored));
  }
  return [...new Set(problems)];
}

/** Runs a reader, and records its exception or that it needs too much processor time. */
async function check(problems: string[], texts: readonly string[], read: () => Promise<void>): Promise<void> {
  const before = process.cpuUsage();
  try {
    await read();
  } catch (error) {
    const { stack = String(error) } = error as Error;
    problems.push(`${stack.split('\n').slice(0, 4).join('\n')}\n    at ${JSON.stringify(texts.at(-1)?.slice(0, 300))}`);
  }
  const { user, system } = process.cpuUsage(before);
  const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const milliseconds = (user + system) / 1000;
  if (milliseconds > MAX_READ_MS * Math.max(1, megabytes))
    problems.push(
      `slow: ${milliseconds.toFixed(0)} ms for ${megabytes.toFixed(2)} MB at ${JSON.stringify(texts.at(-1)?.slice(0, 200))}`,
    );
}

const createTestJob = (target: ClusterTarget) => {
  const plan = createPlan('megatron sft --lr 1e-5', target, '/w');
  return createJob(plan, target, { uri: 'file:///w/train.sh', line: 0 }, '7', new Date(0));
};

/** Programs whose output is random. It is kept in `outputs`. */
const createRun =
  (target: ClusterTarget, outputs: string[], random: Random): RunProcess =>
  async (argv, options = {}) => {
    const create = (): string => {
      if (random.isOneIn(6)) return '';
      if (target.kind === 'slurm') return damageText(random.pick(SLURM_OUTPUT), random);
      if (random.isOneIn(3)) return damageText(random.pick(KUBECTL_ERRORS), random);
      const text = JSON.stringify(damageJson(random.pick(KUBERNETES_OUTPUT), random)) ?? '';
      return random.isOneIn(4) ? damageText(text, random) : text;
    };
    const [stdout, stderr] = [create(), create()];
    outputs.push(stdout, stderr);
    options.onText?.(stdout);
    const ended: ProcessResult['ended'] = random.isOneIn(5)
      ? random.pick(['timeout', 'missing', 'output-limit'])
      : 'exit';
    return { argv, ended, ...(ended === 'exit' && { code: random.below(3) }), stdout, stderr };
  };

async function useCluster(target: ClusterTarget, run: RunProcess): Promise<void> {
  const cluster: Cluster = createCluster(target, run);
  const job = createTestJob(target);
  const { plan } = job;
  await cluster.status(['7', '8']);
  await cluster.finalStatus('7');
  await cluster.tailCommand('7', '/w/7.out');
  await cluster.followCommand('7', '/w/7.out');
  await cluster.cancel('7');
  if (plan) {
    await cluster.prepare(plan);
    await cluster.findExisting({ ...plan, writes: ['/w/out'] });
    await cluster.validate(plan);
    await cluster.findDuplicate(plan);
    await cluster.submit(plan);
  }
  const { changed } = await pollJobs([job], () => createCluster(target, run), run);
  for (const each of changed) if (typeof each.status.phase !== 'string') throw new Error('a job without a phase');
}

/** A log with damage, sometimes with many equal lines. */
function createLog(log: string, random: Random): string {
  const text = random.isOneIn(5) ? log.repeat(random.below(40)) : log;
  return damageText(text, random).slice(0, 2_000_000);
}

function readLog(log: string, random: Random): void {
  findRootCause(log);
  const buffer = createLogBuffer(random.isOneIn(2) ? 1000 : undefined);
  for (let at = 0; at < log.length; ) {
    const length = 1 + random.below(60_000);
    buffer.add(log.slice(at, at + length));
    at += length;
  }
  buffer.text();
}
