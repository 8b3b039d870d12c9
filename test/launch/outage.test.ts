import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER_KINDS } from '../../client/src/launch/clusters';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { failureOf } from '../../client/src/launch/process/failure';
import { runProcess } from '../../client/src/launch/process/run';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { startCluster, type TestCluster } from './cluster.mjs';
import { createPlan } from './createPlan';
import { createRunFolder } from './ranks';
import { clusterOf, failureIdOf, skipReason, submitPlan, unwrap, waitForJob } from './realCluster';

// Real sites keep jobs for five minutes, this cluster for two seconds.
describe.skipIf(skipReason)('a Slurm cluster with failures', () => {
  let cluster: TestCluster;
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

  it('finds the root cause in the log when Slurm no longer knows the job', async () => {
    const job = await submitPlan(plan(`STAND_IN='assert:0:num_layers must be divisible'`), target);
    const running = await waitForJob(job, ({ status }) => status.log !== undefined);
    for (let tries = 0; tries < 300; tries++) {
      const statuses = unwrap(await clusterOf(target).status([job.id]));
      if (!statuses.has(job.id)) break;
      await new Promise((done) => setTimeout(done, 200));
    }
    const ended = await waitForJob({ ...running, status: { ...running.status, phase: 'running' } });
    expect(ended.status).toMatchObject({ phase: 'unknown', state: 'LOST', log: `${folder}/train-${job.id}.out` });
    expect(ended.cause?.error).toBe('AssertionError: num_layers must be divisible');
  });

  it('explains a missing configuration without waiting for a minute', async () => {
    const result = runProcess(['squeue', '--me'], { seconds: 2, environment: { SLURM_CONF: '/nowhere/slurm.conf' } });
    expect(failureOf(await result, CLUSTER_KINDS.slurm.failures)?.id).toBe('slurm.config-missing');
  });

  it('explains a controller that is down, and continues when it is up again', async () => {
    const job = await submitPlan(plan('STAND_IN=wait:60'), target);
    await cluster.pause();
    expect(failureIdOf(await clusterOf(target).status([job.id]))).toBe('slurm.controller-down');
    await cluster.resume();
    expect(unwrap(await clusterOf(target).status([job.id])).has(job.id)).toBe(true);
    await clusterOf(target).cancel(job.id);
  });
});
