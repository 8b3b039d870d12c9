import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../client/src/launch/clusters/cluster';
import { findShownText } from '../../client/src/launch/jobs/logText';
import { nextWaitSeconds, pollJobs } from '../../client/src/launch/jobs/poll';
import { createSlurmJob, slurmTarget } from './slurmJob';

describe('pollJobs', () => {
  it('queries each cluster once, and skips jobs that have ended', async () => {
    const queries: string[][] = [];
    const clusterOf = () =>
      ({
        status: async (ids: readonly string[]) => {
          queries.push([...ids]);
          return { value: new Map() };
        },
        finalStatus: async () => ({ value: { phase: 'succeeded', state: 'COMPLETED', words: 'succeeded' } }),
      }) as unknown as Cluster;
    const endedJob = {
      ...createSlurmJob('megatron sft', '9'),
      status: { phase: 'failed', state: 'FAILED', words: 'failed' } as const,
    };
    const jobs = [
      createSlurmJob('megatron sft', '1'),
      createSlurmJob('megatron sft', '2'),
      endedJob,
      createSlurmJob('megatron sft', '3', { ...slurmTarget, name: 'other', host: 'h', workingDirectory: '/w' }),
    ];
    const { changed } = await pollJobs(jobs, clusterOf, () => Promise.reject(new Error('no program may run')));
    expect(queries.toSorted()).toEqual([['1', '2'], ['3']]);
    expect(changed.map(({ id, status }) => [id, status.phase]).toSorted()).toEqual([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
      ['3', 'succeeded'],
    ]);
  });

  it('keeps the state of a job when the cluster cannot say how it ended', async () => {
    const failure = { id: 'slurm.database-down', what: 'w', why: 'y', advice: 'a', detail: '' };
    const cluster = { status: async () => ({ value: new Map() }), finalStatus: async () => ({ failure }) };
    const result = await pollJobs(
      [createSlurmJob('megatron sft')],
      () => cluster as unknown as Cluster,
      () => Promise.reject(new Error('no program may run')),
    );
    expect(result).toEqual({ changed: [], failures: new Map([['c', failure]]) });
  });
});

describe('the cause of a failed job', () => {
  it('contains no secret that the program printed', async () => {
    const error = 'HfHubHTTPError: 401 for https://me:s3cret@example.com/x?access_token=abc';
    const log = `Traceback (most recent call last):\n  File "a.py"\n${error}\n`;
    const failed = { phase: 'failed', state: 'FAILED', words: 'failed' } as const;
    const cluster = {
      status: async () => ({ value: new Map([['1', failed]]) }),
      finalStatus: async () => ({ value: failed }),
      tailCommand: async () => ['tail'],
    } as unknown as Cluster;
    const run = async () => ({ argv: [], ended: 'exit', code: 0, stdout: log, stderr: '' }) as const;
    const { changed } = await pollJobs([createSlurmJob('megatron sft', '1')], () => cluster, run as never);
    const shown = changed[0]?.cause?.error ?? '';
    expect(shown).toBe('HfHubHTTPError: 401 for https://me:<secret>@example.com/x?access_token=<secret>');
    const span = findShownText(log, shown);
    expect(log.slice(span?.start, span?.end)).toBe('HfHubHTTPError: 401 for https://me:');
  });
});

describe('nextWaitSeconds', () => {
  it('grows up to a minute while nothing changes', () => {
    const waits = Array.from({ length: 12 }, () => 0);
    waits.reduce((wait, _, index) => (waits[index] = nextWaitSeconds(wait, false)), 2);
    expect(waits.slice(0, 3)).toEqual([3, 4.5, 6.75]);
    expect(waits.at(-1)).toBe(60);
    expect(nextWaitSeconds(60, true)).toBe(2);
  });
});
