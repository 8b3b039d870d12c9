import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { type Cluster, startCluster } from './cluster.mjs';
import { type Login, startLogin } from './login.mjs';
import { createPlan } from './createPlan';
import { createRunFolder, readRanks } from './ranks';
import { engine, failureOf, skipReason, submitPlan, waitForJob } from './realCluster';

describe.skipIf(skipReason)('Slurm through ssh', () => {
  let cluster: Cluster;
  let login: Login;
  let folder: string;
  const path = process.env.PATH;
  const target = (over: object = {}): ClusterTarget => ({
    kind: 'slurm',
    name: 'test',
    host: login.host,
    nodes: 2,
    gpusPerNode: 2,
    preamble: [`export PATH=${quoteWord(cluster.bin)}:$PATH`],
    workingDirectory: folder,
    ...over,
  });
  const plan = (text: string, to = target()) => createPlan(text, to, '/somewhere/else');

  beforeAll(async () => {
    cluster = await startCluster();
    login = await startLogin(cluster.env);
    folder = createRunFolder(cluster.work);
    delete process.env.SLURM_CONF;
    process.env.PATH = `${login.bin}${delimiter}${path}`;
  });
  afterAll(async () => {
    process.env.PATH = path;
    await login?.stop();
    await cluster?.stop();
  });

  it('runs as whoever logs in; every word arrives, and a secret goes into no file', async () => {
    const words = ['a b', `it's "so"`, '$HOME $(id)', 'two\nlines', '!x', '你好'];
    const text = `WANDB_API_KEY=very-secret megatron sft --save ${folder}/out --dataset ${words.map(quoteWord).join(' ')}\n`;
    const made = plan(text);
    expect(made.problems).toEqual([]);
    expect(JSON.stringify([made.files, made.submit, made.document])).not.toContain('very-secret');
    const job = await waitForJob(await submitPlan(made, target()));
    expect(job.status).toMatchObject({ phase: 'succeeded', log: `${folder}/train-${job.id}.out` });
    expect(JSON.stringify(job)).not.toContain('very-secret');
    const ranks = readRanks(join(folder, 'out'));
    expect(ranks.map(({ rank, user }) => [rank, user])).toEqual([0, 1, 2, 3].map((rank) => [rank, login.uid]));
    for (const { argv, env } of ranks) {
      expect(argv.slice(4)).toEqual(words);
      expect(env.WANDB_API_KEY).toBe('very-secret');
    }
    const { stdout } = await runProcess((await engine(target()).tailCommand(job.id, job.status.log)) ?? []);
    expect(stdout).toContain('rank 3 of 4 has ended');
  });

  it('follows and cancels there', async () => {
    const job = await waitForJob(
      await submitPlan(plan(`STAND_IN=wait:60 megatron sft --lr 1\n`), target()),
      (each) => each.status.phase === 'running',
    );
    const stop = new AbortController();
    const argv = (await engine(target()).followCommand(job.id, job.status.log)) ?? [];
    const onText = (text: string): void => {
      if (text.includes('rank 0')) stop.abort();
    };
    expect((await runProcess(argv, { seconds: 60, signal: stop.signal, onText })).ended).toBe('cancelled');
    expect(await engine(target()).cancel(job.id)).toBeUndefined();
    expect((await waitForJob(job)).status.phase).toBe('cancelled');
  });

  it('says in words what is in the way', async () => {
    const validate = async (over: object) =>
      failureOf(await engine(target(over)).validate(plan('megatron sft --lr 1\n', target(over))));
    expect(await validate({ host: login.stranger })).toBe('ssh.unknown-host-key');
    expect(await validate({ host: login.refused })).toBe('ssh.refused');
    expect(await validate({ host: login.denied })).toBe('ssh.denied');
    expect(await validate({ host: 'nowhere.invalid' })).toBe('ssh.name');
    expect(await validate({ slurmPath: '/nowhere' })).toBe('slurm.remote-missing');
    expect(await validate({ nodes: 40 })).toBe('slurm.nodes');
    expect(await validate({ sbatch: ['--no-such-option'] })).toBe('slurm.option');
  });

  it('looks for the working directory there, and makes the folder of the logs', async () => {
    const gone = target({ workingDirectory: '/nowhere at all' });
    expect(failureOf(await engine(gone).prepare(plan('megatron sft --lr 1\n', gone)))).toBe('directory');
    if (process.getuid?.() === 0) {
      // The folder of the cluster itself belongs to whoever runs the tests.
      const foreign = target({ workingDirectory: cluster.folder });
      expect(failureOf(await engine(foreign).prepare(plan('megatron sft --lr 1\n', foreign)))).toBe('directory');
    }
    const logs = target({ logDirectory: `${folder}/logs of $HOME` });
    expect(await engine(logs).prepare(plan('megatron sft --lr 1\n', logs))).toBeUndefined();
    const job = await waitForJob(await submitPlan(plan('megatron sft --lr 1\n', logs), logs));
    expect(job.status).toMatchObject({ phase: 'succeeded', log: `${folder}/logs of $HOME/train-${job.id}.out` });
  });

  it('keeps one connection for many questions, unless the user has set that up already', async () => {
    const { argv } = await runProcess((await engine(target()).tailCommand('1', '/dev/null')) ?? []);
    expect(argv).toContain('ControlMaster=auto');
    const check = await runProcess(['ssh', '-O', 'check', '-o', 'ControlPath=~/.ssh/preflight-%C', '--', login.host]);
    expect(check.stderr).toMatch(/Master running/);
    const own = await runProcess((await engine(target({ host: login.shared })).tailCommand('1', '/dev/null')) ?? []);
    expect(own.code).toBe(0);
    expect(own.argv).not.toContain('ControlMaster=auto');
  });
});
