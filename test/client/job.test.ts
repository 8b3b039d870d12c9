import { describe, expect, it } from 'vitest';
import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { jobKeyOf, readJob } from '../../client/src/launch/jobs/job';
import { createSlurmJob, slurmTarget } from './slurmJob';

describe('jobKeyOf', () => {
  it('returns a different file name for every job and cluster', () => {
    const keys = [
      createSlurmJob('megatron sft'),
      createSlurmJob('megatron sft', '8'),
      createSlurmJob('megatron sft', '7', { ...slurmTarget, host: 'a/b', workingDirectory: '/w' }),
    ].map(jobKeyOf);
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect(key).toMatch(/^[\w.-]+$/);
  });

  it.each([
    [slurmTarget, 'slurm-here-7'],
    [{ ...slurmTarget, host: 'login', workingDirectory: '/w' }, 'slurm-login-7'],
    [
      { kind: 'kubernetes', name: 'k', image: 'i', resource: 'TrainJob', nodes: 1, gpusPerNode: 1, context: 'lab' },
      'kubernetes-lab.-7',
    ],
  ] as [ClusterTarget, string][])('keeps the file name of earlier releases for target %#', (target, key) => {
    expect(jobKeyOf({ id: '7', target })).toBe(key);
  });
});

describe('readJob', () => {
  const job = createSlurmJob('megatron sft --lr 1');

  it('returns the job that was written', () => {
    expect(readJob(JSON.stringify(job))).toEqual(job);
  });

  it('returns undefined for a text that is not a complete job', () => {
    for (const text of ['', '{}', 'null', '[]', '"text"', '{"version":2}', JSON.stringify({ ...job, id: '' })])
      expect(readJob(text)).toBeUndefined();
  });

  it('reads the status of an older file, which is named `sighting`', () => {
    const { status, ...fields } = job;
    expect(readJob(JSON.stringify({ ...fields, sighting: status }))).toEqual(job);
  });

  it('hides secrets in the error of an older file', () => {
    const cause = { error: 'ValueError: token hf_abcdefghijklmnop is invalid', line: 3 };
    expect(readJob(JSON.stringify({ ...job, cause }))?.cause?.error).toBe('ValueError: token <secret> is invalid');
  });

  it('returns undefined when the target is of an unknown kind', () => {
    expect(readJob(JSON.stringify({ ...job, target: { ...job.target, kind: 'mainframe' } }))).toBeUndefined();
  });
});

describe('createJob', () => {
  it('stores the plan unless it contains secrets', () => {
    const withVariable = createSlurmJob('WANDB_API_KEY=very-secret megatron sft --lr 1 --wandb_project p');
    expect(JSON.stringify(withVariable)).not.toContain('very-secret');
    expect(withVariable.plan).toBeUndefined();
    const withFlag = createSlurmJob('megatron sft --lr 1 --hub_token hf_abcdefghijklmnop');
    expect(JSON.stringify(withFlag)).not.toContain('hf_abcdefghijklmnop');
    expect(createSlurmJob('megatron sft --lr 1').plan).toBeDefined();
  });

  it('stores no secret of the target, but the fields that find the job', () => {
    const environment = { HF_TOKEN: 'correct horse', NOTE: 'kept', REPORT: 'https://me:s3cret@example.com' };
    const target = {
      ...slurmTarget,
      host: 'login',
      workingDirectory: '/w',
      environment,
      preamble: ['export PGPASS=p4ss'],
    };
    const job = createSlurmJob('megatron sft --lr 1', '7', { ...target, sbatch: ['--comment=hf_abcdefghijklmnop'] });
    expect(JSON.stringify(job)).not.toMatch(/correct horse|s3cret|p4ss|hf_a/);
    expect(job.target).toMatchObject({ host: 'login', workingDirectory: '/w', environment: { NOTE: 'kept' } });
    expect(jobKeyOf(job)).toBe(jobKeyOf({ id: '7', target }));
  });

  it('does not store the plan of a script with a secret in a comment or in another command', () => {
    for (const line of ['# hf_abcdefghijklmnop', 'curl -u me:s3cret https://example.com'])
      expect(createSlurmJob(`${line}\nmegatron sft --lr $(id)`).plan).toBeUndefined();
  });
});
