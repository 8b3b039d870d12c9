import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { startCluster, type TestCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { type Login, startLogin } from './login.mjs';
import { createRunFolder, readRanks } from './ranks';
import { clusterOf, failureIdOf, skipReason, submitPlan, waitForJob } from './realCluster';

describe.skipIf(skipReason)('a Slurm cluster through ssh', () => {
  let cluster: TestCluster;
  let login: Login;
  let folder: string;
  const path = process.env.PATH;
  const target = (fields: object = {}): ClusterTarget => ({
    kind: 'slurm',
    name: 'test',
    host: login.host,
    nodes: 2,
    gpusPerNode: 2,
    preamble: [`export PATH=${quoteWord(cluster.bin)}:$PATH`],
    workingDirectory: folder,
    ...fields,
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

  it('runs as the user of the login, with every argument unchanged and without secrets in files', async () => {
    const datasets = ['a b', `it's "so"`, '$HOME $(id)', 'two\nlines', '!x', '你好'];
    const text = `WANDB_API_KEY=very-secret megatron sft --save ${folder}/out --dataset ${datasets.map(quoteWord).join(' ')}\n`;
    const shownPlan = plan(text);
    expect(shownPlan.problems).toEqual([]);
    expect(JSON.stringify([shownPlan.files, shownPlan.submit, shownPlan.document])).not.toContain('very-secret');
    const job = await waitForJob(await submitPlan(shownPlan, target()));
    expect(job.status).toMatchObject({ phase: 'succeeded', log: `${folder}/train-${job.id}.out` });
    expect(JSON.stringify(job)).not.toContain('very-secret');
    const ranks = readRanks(join(folder, 'out'));
    expect(ranks.map(({ rank, user }) => [rank, user])).toEqual([0, 1, 2, 3].map((rank) => [rank, login.uid]));
    for (const { argv, env } of ranks) {
      expect(argv.slice(4)).toEqual(datasets);
      expect(env.WANDB_API_KEY).toBe('very-secret');
    }
    const { stdout } = await runProcess((await clusterOf(target()).tailCommand(job.id, job.status.log)) ?? []);
    expect(stdout).toContain('rank 3 of 4 has ended');
  });

  it('follows the log and cancels the job', async () => {
    const job = await waitForJob(
      await submitPlan(plan(`STAND_IN=wait:60 megatron sft --lr 1\n`), target()),
      ({ status }) => status.phase === 'running',
    );
    const stop = new AbortController();
    const argv = (await clusterOf(target()).followCommand(job.id, job.status.log)) ?? [];
    const onText = (text: string): void => {
      if (text.includes('rank 0')) stop.abort();
    };
    expect((await runProcess(argv, { seconds: 60, signal: stop.signal, onText })).ended).toBe('cancelled');
    expect(await clusterOf(target()).cancel(job.id)).toBeUndefined();
    expect((await waitForJob(job)).status.phase).toBe('cancelled');
  });

  it('explains failures of the connection and of Slurm', async () => {
    const validate = async (fields: object) =>
      failureIdOf(await clusterOf(target(fields)).validate(plan('megatron sft --lr 1\n', target(fields))));
    expect(await validate({ host: login.stranger })).toBe('ssh.unknown-host-key');
    expect(await validate({ host: login.refused })).toBe('ssh.refused');
    expect(await validate({ host: login.denied })).toBe('ssh.denied');
    expect(await validate({ host: 'nowhere.invalid' })).toBe('ssh.name');
    expect(await validate({ slurmPath: '/nowhere' })).toBe('slurm.remote-missing');
    expect(await validate({ nodes: 40 })).toBe('slurm.nodes');
    expect(await validate({ sbatch: ['--no-such-option'] })).toBe('slurm.option');
  });

  it('checks the working directory on the host, and creates the folder of the logs', async () => {
    const gone = target({ workingDirectory: '/nowhere at all' });
    expect(failureIdOf(await clusterOf(gone).prepare(plan('megatron sft --lr 1\n', gone)))).toBe('directory');
    if (process.getuid?.() === 0) {
      // The folder of the cluster itself belongs to the user who runs the tests.
      const foreign = target({ workingDirectory: cluster.folder });
      expect(failureIdOf(await clusterOf(foreign).prepare(plan('megatron sft --lr 1\n', foreign)))).toBe('directory');
    }
    const logs = target({ logDirectory: `${folder}/logs of $HOME` });
    expect(await clusterOf(logs).prepare(plan('megatron sft --lr 1\n', logs))).toBeUndefined();
    const job = await waitForJob(await submitPlan(plan('megatron sft --lr 1\n', logs), logs));
    expect(job.status).toMatchObject({ phase: 'succeeded', log: `${folder}/logs of $HOME/train-${job.id}.out` });
  });

  it('shares one connection, unless the configuration of the user already does', async () => {
    const { argv } = await runProcess((await clusterOf(target()).tailCommand('1', '/dev/null')) ?? []);
    expect(argv).toContain('ControlMaster=auto');
    const check = await runProcess(['ssh', '-O', 'check', '-o', 'ControlPath=~/.ssh/preflight-%C', '--', login.host]);
    expect(check.stderr).toMatch(/Master running/);
    const own = await runProcess((await clusterOf(target({ host: login.shared })).tailCommand('1', '/dev/null')) ?? []);
    expect(own.code).toBe(0);
    expect(own.argv).not.toContain('ControlMaster=auto');
  });
});
