import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { readSshHosts } from '../../client/src/launch/clusters/slurm/sshHosts';
import { createJob, jobKeyOf, readJob, type SubmittedJob } from '../../client/src/launch/jobs/job';
import { nextWaitSeconds, pollJobs } from '../../client/src/launch/jobs/poll';
import { planned } from '../launch/planned';

const target: ClusterTarget = { kind: 'slurm', name: 'c', nodes: 1, gpusPerNode: 1 };
const source = { uri: 'file:///w/train.sh', line: 0 };
const made = (text: string, id = '7', to = target): SubmittedJob =>
  createJob(planned(text, to, '/w'), to, source, id, new Date(0));

describe('a job that is kept', () => {
  it('is read as it was written, and no other text is one', () => {
    const job = made('megatron sft --lr 1');
    expect(readJob(JSON.stringify(job))).toEqual(job);
    for (const text of ['', '{}', 'null', '[]', '{"version":2}', JSON.stringify({ ...job, id: '' })])
      expect(readJob(text)).toBeUndefined();
  });

  it('holds no secret: a plan with one is not kept', () => {
    const job = made('WANDB_API_KEY=very-secret megatron sft --lr 1 --wandb_project p');
    expect(JSON.stringify(job)).not.toContain('very-secret');
    expect(job.plan).toBeUndefined();
    const flag = made('megatron sft --lr 1 --hub_token hf_abcdefghijklmnop');
    expect(JSON.stringify(flag)).not.toContain('hf_abcdefghijklmnop');
    expect(made('megatron sft --lr 1').plan).toBeDefined();
  });

  it('has a name of its own on every cluster', () => {
    const keys = [
      made('megatron sft'),
      made('megatron sft', '8'),
      made('megatron sft', '7', { ...target, host: 'a/b', workingDirectory: '/w' }),
    ].map(jobKeyOf);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[\w.-]+$/);
  });
});

describe('looking after jobs', () => {
  it('asks each cluster once, and not about jobs that are over', async () => {
    const asked: string[][] = [];
    const engine = () =>
      ({
        status: async (ids: readonly string[]) => {
          asked.push([...ids]);
          return { value: new Map() };
        },
        finalStatus: async () => ({ value: { phase: 'succeeded', state: 'COMPLETED', words: 'ended well' } }),
      }) as unknown as Cluster;
    const over = {
      ...made('megatron sft', '9'),
      status: { phase: 'failed', state: 'FAILED', words: 'failed' } as const,
    };
    const jobs = [
      made('megatron sft', '1'),
      made('megatron sft', '2'),
      over,
      made('megatron sft', '3', { ...target, name: 'other', host: 'h', workingDirectory: '/w' }),
    ];
    const { changed } = await pollJobs(jobs, engine, () => Promise.reject(new Error('nothing has to run')));
    expect(asked.toSorted()).toEqual([['1', '2'], ['3']]);
    expect(changed.map(({ id, status }) => [id, status.phase]).toSorted()).toEqual([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
      ['3', 'succeeded'],
    ]);
  });

  it('asks less and less often while nothing happens', () => {
    const waits = Array.from({ length: 12 }, () => 0);
    waits.reduce((wait, _, index) => (waits[index] = nextWaitSeconds(wait, false)), 2);
    expect(waits.slice(0, 3)).toEqual([3, 4.5, 6.75]);
    expect(waits.at(-1)).toBe(60);
    expect(nextWaitSeconds(60, true)).toBe(2);
  });
});

describe('the hosts of an ssh configuration', () => {
  it('are its names without the patterns', () => {
    const text = 'Host login cluster-2\n  HostName x\nHost *\nhost = "quoted"\nHost a* b?\nMatch host z\n#Host no\n';
    expect(readSshHosts(text)).toEqual(['login', 'cluster-2', 'quoted']);
  });
});
