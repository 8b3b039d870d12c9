import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { isOver } from '../../client/src/launch/clusters/jobStatus';
import { buildPartitionsCommand, readPartitions } from '../../client/src/launch/clusters/slurm/partitions';
import { createJob } from '../../client/src/launch/jobs/job';
import { createLogBuffer } from '../../client/src/launch/log/logBuffer';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { findOnPath } from '../host/process.mjs';
import { startCluster, type TestCluster, until } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder, readRanks } from './ranks';
import { clusterOf, failureIdOf, skipReason, submitPlan, unwrap, waitForJob } from './realCluster';

/** Arguments that a shell would change. */
const HOSTILE_ARGUMENTS = ['a b', `it's "so"`, '$HOME $(id) `id`', 'two\nlines', '\\', '*', '~', '你好', ''];

const python = findOnPath('python3') ?? '/usr/bin/python3';
/** With PyTorch, the processes add up their ranks with a real all-reduce, otherwise over sockets. */
const hasTorch = spawnSync(python, ['-c', 'import torch']).status === 0;

describe.skipIf(skipReason)('a Slurm cluster', () => {
  let cluster: TestCluster;
  let folder: string;
  const target = (fields: object = {}): ClusterTarget => ({
    kind: 'slurm',
    name: 'test',
    nodes: 2,
    gpusPerNode: 2,
    time: '10',
    // The Python of the user who runs the tests may have PyTorch.
    preamble: [`export PATH=${[cluster.bin, dirname(python)].map(quoteWord).join(':')}:$PATH`],
    logDirectory: join(folder, 'logs of runs'),
    ...fields,
  });
  /** Creates a script that saves below the folder of the test, with further flags and variables. */
  const createScript = (flags = '', variables = ''): string =>
    `${variables} megatron sft --save ${quoteWord(join(folder, 'out'))} ${flags}\n`;
  const plan = (flags?: string, variables?: string, to = target()) =>
    createPlan(createScript(flags, variables), to, folder);

  beforeAll(async () => {
    cluster = await startCluster();
    process.env.SLURM_CONF = cluster.conf;
    process.env.VSCODE_PID = '42';
    folder = createRunFolder(cluster.work);
  });
  afterAll(() => cluster?.stop());

  it('runs one config on two nodes, with its ranks and every argument unchanged', async () => {
    const datasets = HOSTILE_ARGUMENTS.map(quoteWord).join(' ');
    const shownPlan = plan(
      `--dataset ${datasets} --lr=1e-5 --system=-dash`,
      'CUDA_VISIBLE_DEVICES=7 NODE_RANK=9 NNODES=5 NOTE="it\'s two words"',
    );
    expect(shownPlan.problems).toEqual([]);
    const job = await waitForJob(await submitPlan(shownPlan, target()));
    expect(job.status).toMatchObject({ phase: 'succeeded', exit: 0, nodes: '127.0.0.[1-2]' });
    const ranks = readRanks(join(folder, 'out'));
    expect(ranks.map(({ rank, world }) => [rank, world])).toEqual([0, 1, 2, 3].map((rank) => [rank, 4]));
    for (const { rank, argv, env, folder: directory, torch } of ranks) {
      expect(torch).toBe(hasTorch);
      expect(argv).toEqual([
        'sft',
        '--save',
        join(folder, 'out'),
        '--dataset',
        ...HOSTILE_ARGUMENTS,
        '--lr=1e-5',
        '--system=-dash',
      ]);
      expect(directory).toBe(folder);
      expect(env).toMatchObject({
        NNODES: '2',
        NPROC_PER_NODE: '2',
        NODE_RANK: String(Math.floor(rank / 2)),
        MASTER_ADDR: '127.0.0.1',
        // The value of Slurm, which overrides that of the script.
        CUDA_VISIBLE_DEVICES: '0,1',
        SLURMD_NODENAME: `127.0.0.${Math.floor(rank / 2) + 1}`,
        NOTE: `it's two words`,
      });
      expect(env).not.toHaveProperty('VSCODE_PID');
    }
  });

  it('finds a duplicate that is queued, and follows the log of a running job', async () => {
    const shownPlan = plan('--lr 1', 'STAND_IN=wait:60');
    const slurm = clusterOf(target());
    expect(unwrap(await slurm.findDuplicate(shownPlan))).toBeUndefined();
    const job = await waitForJob(await submitPlan(shownPlan, target()), ({ status }) => status.phase === 'running');
    expect(unwrap(await slurm.findDuplicate(shownPlan))).toBe(job.id);
    expect(unwrap(await slurm.findDuplicate(plan('--lr 2', 'STAND_IN=wait:60')))).toBeUndefined();
    expect(job.status.log).toBe(join(folder, `logs of runs/train-${job.id}.out`));

    const stop = new AbortController();
    const log = createLogBuffer();
    const following = runProcess((await slurm.followCommand(job.id, job.status.log)) ?? [], {
      seconds: 60,
      signal: stop.signal,
      onText: (part) => {
        log.add(part);
        if (/^\s*1: iteration 4 of rank 3$/m.test(log.text())) stop.abort();
      },
    });
    expect((await following).ended).toBe('cancelled');
    expect(log.text()).toMatch(/^\s*0: iteration 1 of rank 0$/m);

    expect(await slurm.cancel(job.id)).toBeUndefined();
    const endedJob = await waitForJob(job);
    expect(endedJob.status).toMatchObject({ phase: 'cancelled', words: 'was cancelled' });
    expect(unwrap(await slurm.findDuplicate(shownPlan))).toBeUndefined();
  });

  it('finds the root cause of a failed job: the error of the process that failed first', async () => {
    const error = "remaining_argv: ['--packng', 'true']";
    const job = await waitForJob(await submitPlan(plan('', `STAND_IN=${quoteWord(`fail:3:${error}`)}`), target()));
    expect(job.status).toMatchObject({ phase: 'failed' });
    expect(job.cause).toMatchObject({ node: '127.0.0.2', error: `ValueError: ${error}` });
    // Only torchrun names the rank.
    expect(job.cause?.rank).toBe(hasTorch ? 3 : undefined);
  });

  it('finds the root cause when the trainer is not on the path of the node', async () => {
    // With two nodes, the slower one may be ended earlier, and its exit code would count.
    const bareTarget = target({ preamble: [], nodes: 1 });
    const job = await waitForJob(await submitPlan(plan('', '', bareTarget), bareTarget));
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
  ])('rejects a plan with %j before its submission: %s', async (fields, id) => {
    const before = await cluster.query('squeue', '-h', '-t', 'all', '-o', '%i');
    expect(failureIdOf(await clusterOf(target(fields)).validate(plan('', '', target(fields))))).toBe(id);
    expect(await cluster.query('squeue', '-h', '-t', 'all', '-o', '%i')).toBe(before);
  });

  it('returns the time and nodes at which a job would start', async () => {
    expect(unwrap(await clusterOf(target()).validate(plan()))).toMatch(
      /^Slurm would start it on 127\.0\.0\.\[1-2\] at \d{4}-/,
    );
  });

  it('reports a missing working directory instead of running in /tmp, and creates the folder of the logs', async () => {
    const withoutDirectory = { ...plan(), directory: join(folder, 'gone') };
    expect(failureIdOf(await clusterOf(target()).prepare(withoutDirectory))).toBe('directory');
    rmSync(join(folder, 'logs of runs'), { recursive: true, force: true });
    expect(await clusterOf(target()).prepare(plan())).toBeUndefined();
    const job = await waitForJob(await submitPlan(plan('--lr 3'), target()));
    expect(job.status.phase).toBe('succeeded');
    writeFileSync(join(folder, 'a file'), '');
    const withBlockedLogs = { ...plan(), directories: [join(folder, 'a file', 'logs')] };
    expect(failureIdOf(await clusterOf(target()).prepare(withBlockedLogs))).toBe('directory');
  });

  it('explains a job without a log, whose folder was missing', async () => {
    const lostTarget = target({ logDirectory: join(folder, 'missing') });
    const lostPlan = plan('--lr 5', '', lostTarget);
    const job = createJob(
      lostPlan,
      lostTarget,
      { uri: 'file:///w/train.sh', line: 0 },
      unwrap(await clusterOf(lostTarget).submit(lostPlan)),
      new Date(),
    );
    expect((await waitForJob(job)).status).toMatchObject({
      phase: 'failed',
      words: expect.stringMatching(/^failed: it could not be started; most often the folder of its log is missing/),
    });
  });

  it('returns output folders that already exist', async () => {
    expect(await clusterOf(target()).findExisting(plan())).toEqual([join(folder, 'out')]);
    expect(await clusterOf(target()).findExisting(createPlan('megatron sft --save new\n', target(), folder))).toEqual(
      [],
    );
  });

  it('returns the reason why a job is waiting', async () => {
    const wideTarget = target({ nodes: 3, gpusPerNode: 8 });
    const first = await waitForJob(
      await submitPlan(plan('', 'STAND_IN=wait:60', wideTarget), wideTarget),
      ({ status }) => status.phase === 'running',
    );
    const second = await waitForJob(await submitPlan(plan('--lr 9', '', wideTarget), wideTarget), ({ status }) =>
      /:/.test(status.words),
    );
    expect(second.status).toMatchObject({
      phase: 'waiting',
      words: expect.stringMatching(
        /^is waiting: (?:the nodes that it needs are busy|jobs with a higher priority go first)$/,
      ),
    });
    for (const { id } of [first, second]) expect(await clusterOf(wideTarget).cancel(id)).toBeUndefined();
    expect((await waitForJob(second)).status.phase).toBe('cancelled');
  });

  it('reads the state and the log of a job whose name and comment contain fields and rows of Slurm', async () => {
    const forged = 'a JobState=COMPLETED ExitCode=0:0 StdOut=/etc/passwd \n7|COMPLETED|None|n|0:01\n';
    const options = [`--job-name=${forged}`, `--comment=${forged}`, `--output=${folder}/forged %x-%j.out`];
    const id = (await cluster.query('sbatch', '--parsable', ...options, '--wrap=exit 7')).trim();
    await cluster.ended(id);
    const status = unwrap(await clusterOf(target()).finalStatus(id));
    // The name contains a slash, so Slurm cannot create the log, and the job fails.
    expect(status).toMatchObject({ phase: 'failed', log: `${folder}/forged ${forged}-${id}.out` });
    expect([...unwrap(await clusterOf(target()).status([id, '7'])).keys()]).not.toContain('7');
  });

  it('reports an array with a failed task as failed, and names the log of that task', async () => {
    const script = '--wrap=sleep 1; test $SLURM_ARRAY_TASK_ID != 2';
    const output = `--output=${folder}/array-%A_%a.out`;
    const id = (await cluster.query('sbatch', '--parsable', '--array=1-3', output, script)).trim();
    const running = await until('a task runs', 30, async () => {
      const status = unwrap(await clusterOf(target()).status([id])).get(id);
      return status?.phase === 'running' ? status : undefined;
    });
    expect(running.words).toMatch(/^is running \(array: \d of 3 tasks have ended/);
    const status = await until('the array ends', 60, async () => {
      const final = unwrap(await clusterOf(target()).finalStatus(id));
      return final && isOver(final) ? final : undefined;
    });
    expect(status).toMatchObject({
      phase: 'failed',
      words: 'failed (array: 1 of 3 tasks)',
      exit: 1,
      log: `${folder}/array-${id}_2.out`,
    });
  });

  it('lists its partitions', async () => {
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
