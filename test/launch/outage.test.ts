import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { failureOf as failureIn } from '../../client/src/launch/process/failure';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { type Cluster, startCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder } from './ranks';
import { valueOf, engine, failureOf, skipReason, submitPlan, waitForJob } from './realCluster';

// Real sites keep jobs for five minutes; here it is two seconds.
describe.skipIf(skipReason)('a Slurm in trouble', () => {
  let cluster: Cluster;
  let folder: string;
  let target: ClusterTarget;
  const plan = (variables: string) => createPlan(`${variables} megatron sft --save ${folder}/out\n`, target, folder);
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1, minJobAge: 2 });
    process.env.SLURM_CONF = cluster.conf;
    folder = createRunFolder(cluster.work);
    const preamble = [`export PATH=${quoteWord(cluster.bin)}:$PATH`];
    target = { kind: 'slurm', name: 'test', nodes: 1, gpusPerNode: 1, preamble };
  });
  afterAll(() => cluster?.stop());

  it('leaves a job whose end nobody saw to its log', async () => {
    const job = await submitPlan(plan(`STAND_IN='assert:0:num_layers must be divisible'`), target);
    const seen = await waitForJob(job, ({ status }) => status.log !== undefined);
    for (let tries = 0; tries < 300; tries++) {
      const known = valueOf(await engine(target).status([job.id]));
      if (!known.has(job.id)) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    const over = await waitForJob({ ...seen, status: { ...seen.status, phase: 'running' } });
    expect(over.status).toMatchObject({ phase: 'unknown', state: 'FORGOTTEN', log: `${folder}/train-${job.id}.out` });
    expect(over.cause?.error).toBe('AssertionError: num_layers must be divisible');
  });

  it('says that its configuration is missing, without waiting for a minute', async () => {
    const outcome = runProcess(['squeue', '--me'], { seconds: 2, environment: { SLURM_CONF: '/nowhere/slurm.conf' } });
    expect(failureIn(await outcome)?.id).toBe('slurm.config-missing');
  });

  it('says that its controller is down, and goes on when it is back', async () => {
    const job = await submitPlan(plan('STAND_IN=wait:60'), target);
    await cluster.pause();
    expect(failureOf(await engine(target).status([job.id]))).toBe('slurm.controller-down');
    await cluster.resume();
    expect(valueOf(await engine(target).status([job.id])).has(job.id)).toBe(true);
    await engine(target).cancel(job.id);
  });
});
