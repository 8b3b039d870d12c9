import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { buildPartitionsCommand, readPartitions } from '../../client/src/launch/clusters/slurm/partitions';
import { createJob } from '../../client/src/launch/jobs/job';
import { createLogBuffer } from '../../client/src/launch/log/text';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { findOnPath } from '../host/process.mjs';
import { type Cluster, startCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder, readRanks } from './ranks';
import { valueOf, engine, failureOf, skipReason, submitPlan, waitForJob } from './realCluster';

/** Words that any shell would like to read. */
const HOSTILE = ['a b', `it's "so"`, '$HOME $(id) `id`', 'two\nlines', '\\', '*', '~', '你好', ''];

const python = findOnPath('python3') ?? '/usr/bin/python3';
/** With PyTorch the processes add up their ranks by a real all-reduce, otherwise over sockets. */
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;

describe.skipIf(skipReason)('Slurm', () => {
  let cluster: Cluster;
  let folder: string;
  const target = (over: object = {}): ClusterTarget => ({
    kind: 'slurm',
    name: 'test',
    nodes: 2,
    gpusPerNode: 2,
    time: '10',
    // The Python of whoever runs the tests, which may have PyTorch.
    preamble: [`export PATH=${[cluster.bin, dirname(python)].map(quoteWord).join(':')}:$PATH`],
    logDirectory: join(folder, 'logs of runs'),
    ...over,
  });
  /** A script that saves below the folder of the test, with further flags and variables. */
  const script = (flags = '', variables = ''): string =>
    `${variables} megatron sft --save ${quoteWord(join(folder, 'out'))} ${flags}\n`;
  const plan = (flags?: string, variables?: string, to = target()) => createPlan(script(flags, variables), to, folder);

  beforeAll(async () => {
    cluster = await startCluster();
    process.env.SLURM_CONF = cluster.conf;
    process.env.VSCODE_PID = '42';
    folder = createRunFolder(cluster.work);
  });
  afterAll(() => cluster?.stop());

  it('runs one config on two nodes: every process has its place, and every word arrives as it was written', async () => {
    const words = HOSTILE.map(quoteWord).join(' ');
    const made = plan(
      `--dataset ${words} --lr=1e-5 --system=-dash`,
      'CUDA_VISIBLE_DEVICES=7 NODE_RANK=9 NNODES=5 NOTE="it\'s two words"',
    );
    expect(made.problems).toEqual([]);
    const job = await waitForJob(await submitPlan(made, target()));
    expect(job.status).toMatchObject({ phase: 'succeeded', exit: 0, nodes: '127.0.0.[1-2]' });
    const ranks = readRanks(join(folder, 'out'));
    expect(ranks.map(({ rank, world }) => [rank, world])).toEqual([0, 1, 2, 3].map((rank) => [rank, 4]));
    for (const { rank, argv, env, folder: where, torch } of ranks) {
      expect(torch).toBe(hasTorch);
      expect(argv).toEqual([
        'sft',
        '--save',
        join(folder, 'out'),
        '--dataset',
        ...HOSTILE,
        '--lr=1e-5',
        '--system=-dash',
      ]);
      expect(where).toBe(folder);
      expect(env).toMatchObject({
        NNODES: '2',
        NPROC_PER_NODE: '2',
        NODE_RANK: String(Math.floor(rank / 2)),
        MASTER_ADDR: '127.0.0.1',
        // What Slurm gives to the job, and not what the script says.
        CUDA_VISIBLE_DEVICES: '0,1',
        SLURMD_NODENAME: `127.0.0.${Math.floor(rank / 2) + 1}`,
        NOTE: `it's two words`,
      });
      expect(env).not.toHaveProperty('VSCODE_PID');
    }
  });

  it('notices that the same job is queued already, and follows its log while it runs', async () => {
    const made = plan('--lr 1', 'STAND_IN=wait:60');
    const asked = engine(target());
    expect(valueOf(await asked.findDuplicate(made))).toBeUndefined();
    const job = await waitForJob(await submitPlan(made, target()), ({ status }) => status.phase === 'running');
    expect(valueOf(await asked.findDuplicate(made))).toBe(job.id);
    expect(valueOf(await asked.findDuplicate(plan('--lr 2', 'STAND_IN=wait:60')))).toBeUndefined();
    expect(job.status.log).toBe(join(folder, `logs of runs/train-${job.id}.out`));

    const stop = new AbortController();
    const text = createLogBuffer();
    const following = runProcess((await asked.followCommand(job.id, job.status.log)) ?? [], {
      seconds: 60,
      signal: stop.signal,
      onText: (part) => {
        text.add(part);
        if (/^\s*1: iteration 4 of rank 3$/m.test(text.text())) stop.abort();
      },
    });
    expect((await following).ended).toBe('cancelled');
    expect(text.text()).toMatch(/^\s*0: iteration 1 of rank 0$/m);

    expect(await asked.cancel(job.id)).toBeUndefined();
    const over = await waitForJob(job);
    expect(over.status).toMatchObject({ phase: 'cancelled', words: 'was cancelled' });
    expect(valueOf(await asked.findDuplicate(made))).toBeUndefined();
  });

  it('says why a job failed: the error of the process that failed first', async () => {
    const error = "remaining_argv: ['--packng', 'true']";
    const job = await waitForJob(await submitPlan(plan('', `STAND_IN=${quoteWord(`fail:3:${error}`)}`), target()));
    expect(job.status).toMatchObject({ phase: 'failed' });
    expect(job.cause).toMatchObject({ node: '127.0.0.2', error: `ValueError: ${error}` });
    // Only torchrun says which rank it was.
    expect(job.cause?.rank).toBe(hasTorch ? 3 : undefined);
  });

  it('says that the trainer is not on the path of the node', async () => {
    // Of two nodes, the slower one may be ended before it gets so far, and its code would count.
    const bare = target({ preamble: [], nodes: 1 });
    const job = await waitForJob(await submitPlan(plan('', '', bare), bare));
    expect(job.status).toMatchObject({ phase: 'failed', exit: 127 });
    expect(job.cause?.error).toMatch(/megatron: not found/);
    expect(job.cause?.advice).toMatch(/preamble/);
  });

  it.each([
    [{ nodes: 40 }, 'slurm.nodes'],
    [{ gpusPerNode: 9 }, 'slurm.nodes'],
    [{ gpuType: 'h100' }, 'slurm.nodes'],
    [{ partition: 'nope' }, 'slurm.partition'],
    [{ time: '30-0' }, 'slurm.time-limit'],
    [{ sbatch: ['--no-such-option'] }, 'slurm.option'],
    [{ slurmPath: '/nowhere' }, 'slurm.missing'],
  ])('refuses %j before anything is submitted: %s', async (over, id) => {
    const before = await cluster.ask('squeue', '-h', '-t', 'all', '-o', '%i');
    expect(failureOf(await engine(target(over)).validate(plan('', '', target(over))))).toBe(id);
    expect(await cluster.ask('squeue', '-h', '-t', 'all', '-o', '%i')).toBe(before);
  });

  it('tells when and where a job would start', async () => {
    expect(valueOf(await engine(target()).validate(plan()))).toMatch(
      /^Slurm would start it on 127\.0\.0\.\[1-2\] at \d{4}-/,
    );
  });

  it('says a missing working directory instead of running in /tmp, and makes the folder of the logs', async () => {
    const gone = { ...plan(), directory: join(folder, 'gone') };
    expect(failureOf(await engine(target()).prepare(gone))).toBe('directory');
    rmSync(join(folder, 'logs of runs'), { recursive: true, force: true });
    expect(await engine(target()).prepare(plan())).toBeUndefined();
    const job = await waitForJob(await submitPlan(plan('--lr 3'), target()));
    expect(job.status.phase).toBe('succeeded');
    writeFileSync(join(folder, 'a file'), '');
    const blocked = { ...plan(), directories: [join(folder, 'a file', 'logs')] };
    expect(failureOf(await engine(target()).prepare(blocked))).toBe('directory');
  });

  it('says why a job has no log: its folder was not there', async () => {
    const lost = target({ logDirectory: join(folder, 'nobody made this') });
    const made = plan('--lr 5', '', lost);
    const job = createJob(
      made,
      lost,
      { uri: 'file:///w/train.sh', line: 0 },
      valueOf(await engine(lost).submit(made)),
      new Date(),
    );
    expect((await waitForJob(job)).status).toMatchObject({
      phase: 'failed',
      words: expect.stringMatching(/^failed: it could not be started; most often the folder of its log is missing/),
    });
  });

  it('tells which folders of results are there already', async () => {
    expect(await engine(target()).findExisting(plan())).toEqual([join(folder, 'out')]);
    expect(await engine(target()).findExisting(createPlan('megatron sft --save new\n', target(), folder))).toEqual([]);
  });

  it('says why a job waits', async () => {
    const wide = target({ nodes: 3, gpusPerNode: 8 });
    const first = await waitForJob(
      await submitPlan(plan('', 'STAND_IN=wait:60', wide), wide),
      ({ status }) => status.phase === 'running',
    );
    const second = await waitForJob(await submitPlan(plan('--lr 9', '', wide), wide), ({ status }) =>
      /:/.test(status.words),
    );
    expect(second.status).toMatchObject({
      phase: 'waiting',
      words: expect.stringMatching(
        /^waits: (?:the nodes that it needs are busy|jobs with a higher priority go first)$/,
      ),
    });
    for (const { id } of [first, second]) expect(await engine(wide).cancel(id)).toBeUndefined();
    expect((await waitForJob(second)).status.phase).toBe('cancelled');
  });

  it('offers its partitions to a new target', async () => {
    const { stdout } = await runProcess(buildPartitionsCommand());
    expect(readPartitions(stdout)).toEqual([
      {
        name: 'gpu',
        isDefault: true,
        isUp: true,
        timeLimit: '7-00:00:00',
        nodes: 3,
        cpus: 64,
        memory: 1000000,
        gpus: 8,
      },
      { name: 'debug', isDefault: false, isUp: true, timeLimit: '10:00', nodes: 1, cpus: 64, memory: 1000000, gpus: 8 },
    ]);
  });
});
