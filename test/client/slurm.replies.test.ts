import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../client/src/launch/clusters';
import type { JobStatus } from '../../client/src/launch/clusters/jobStatus';
import type { PlanResult } from '../../server/src/lsp/protocol';
import { createPlan } from '../launch/createPlan';
import { slurmTarget } from './slurmJob';
import { createRecordedCluster, createRecordedRun, jobIdOf, RECORDINGS, RELEASES } from './slurmReplies';

const plan: PlanResult = createPlan('megatron sft --lr 1\n', slurmTarget, '/w');

const situationOf = (release: string, name: string) => RECORDINGS[release]?.[name] ?? {};

/** Returns the final status of the job of a situation. `{id}` in a log stands for its id. */
async function readFinalStatus(release: string, name: string, programs?: ('queue' | 'details' | 'accounting')[]) {
  const situation = situationOf(release, name);
  const replies = programs ? Object.fromEntries(programs.map((program) => [program, situation[program]])) : situation;
  const id = jobIdOf(situation);
  const answer = await createRecordedCluster(replies).finalStatus(id);
  if ('failure' in answer) throw new Error(answer.failure.id);
  return answer.value && { ...answer.value, log: answer.value.log?.replace(id, '{id}') };
}

const ENDED: [name: string, status: Partial<JobStatus>][] = [
  ['completed', { phase: 'succeeded', words: 'succeeded', exit: 0, log: '/t/w/o-{id}.out' }],
  ['exit-7', { phase: 'failed', words: 'failed', exit: 7, log: '/t/w/o-{id}.out' }],
  [
    'killed',
    { phase: 'failed', words: expect.stringMatching(/^failed(?:: it was ended by signal 9 \(Killed\))?$/), exit: 137 },
  ],
  ['cancelled', { phase: 'cancelled', words: 'was cancelled' }],
  ['cancelled-pending', { phase: 'cancelled', words: 'was cancelled' }],
  ['timeout', { phase: 'failed', words: 'reached its time limit and was ended' }],
  ['preempted', { phase: 'failed', words: 'was ended to make room for another job' }],
  ['node-fail', { phase: 'failed', words: 'failed: one of its nodes went down' }],
  ['array-failed', { phase: 'failed', words: 'failed (array: 1 of 4 tasks)', log: '/t/w/arr-{id}_2.out', exit: 3 }],
  ['array-cancelled', { phase: 'failed', words: 'failed (array: 1 of 5 tasks)', log: '/t/w/arr-{id}_2.out' }],
  ['het-completed', { phase: 'succeeded', words: 'succeeded', exit: 0, log: '/t/w/het-{id}.out' }],
];

const UNFINISHED: [name: string, status: Partial<JobStatus>][] = [
  ['running', { phase: 'running', words: 'is running', log: '/t/w/j.sh-{id}.out' }],
  ['suspended', { phase: 'running', words: 'is suspended, and its cores are released to other jobs' }],
  ['held', { phase: 'waiting', words: 'is waiting: you hold it; `scontrol release` releases it' }],
  [
    'resources',
    { phase: 'waiting', words: expect.stringMatching(/: (?:the nodes that it needs are busy|jobs with a higher)/) },
  ],
  ['begin-time', { phase: 'waiting', words: 'is waiting: its start time has not been reached yet' }],
  ['requeued', { phase: 'waiting', words: 'is waiting: its start time has not been reached yet' }],
  [
    'requeued-held',
    { phase: 'waiting', words: 'is waiting: it was requeued and is held; `scontrol release` releases it' },
  ],
  ['node-fail-requeued', { phase: 'waiting', words: 'is waiting: its start time has not been reached yet' }],
  ['node-down', { phase: 'waiting', words: 'is waiting: nodes that it requires are down, drained or reserved' }],
  [
    'prolog-failed',
    { phase: 'waiting', words: 'is waiting: it could not be started, and is held; `scontrol release` releases it' },
  ],
  [
    'array-running',
    { phase: 'running', words: 'is running (array: 0 of 4 tasks have ended)', log: '/t/w/arr-{id}_1.out' },
  ],
  ['array-mixed', { phase: 'running', words: 'is running (array: 0 of 5 tasks have ended)' }],
  ['array-default', { phase: 'running', log: '/t/w/slurm-{id}_1.out' }],
  ['array-held', { phase: 'waiting', words: expect.stringContaining('(array: 0 of 9 tasks have ended)') }],
  ['array-long', { phase: 'waiting', words: expect.stringContaining('(array: 0 tasks have ended)') }],
  ['het-running', { phase: 'running', words: 'is running', log: '/t/w/het-{id}.out' }],
];

const REFUSALS: [name: string, id: string][] = [
  ['partition', 'slurm.partition'],
  ['nodes', 'slurm.nodes'],
  ['gpus', 'slurm.nodes'],
  ['memory', 'slurm.nodes'],
  ['time', 'slurm.time-limit'],
  ['option', 'slurm.option'],
  ['account', 'slurm.account'],
  ['qos', 'slurm.account'],
  ['limit', 'slurm.limit'],
  ['limit-submit', 'slurm.limit'],
  ['constraint', 'slurm.constraint'],
  ['reservation', 'slurm.reservation'],
  ['line-breaks', 'slurm.line-breaks'],
  ['shebang', 'slurm.shebang'],
  ['controller-down', 'slurm.controller-down'],
];

describe.each(RELEASES)('the Slurm cluster with replies of release %s', (release) => {
  it.each(ENDED)('reads the end of a job: %s', async (name, status) => {
    expect(await readFinalStatus(release, name)).toMatchObject(status);
  });

  it.each(ENDED)(
    'reads the end of a job from the database when the queue has forgotten it: %s',
    async (name, status) => {
      const recorded = await readFinalStatus(release, name, ['accounting']);
      expect(recorded?.phase).toBe(status.phase);
      if (recorded?.phase !== 'succeeded') expect(recorded?.exit).not.toBe(0);
    },
  );

  it.each(UNFINISHED)('reads a job that has not ended: %s', async (name, status) => {
    expect(await readFinalStatus(release, name)).toMatchObject(status);
    const id = jobIdOf(situationOf(release, name));
    const answer = await createRecordedCluster(situationOf(release, name)).status([id]);
    expect('value' in answer && answer.value.get(id)?.phase).toBe(status.phase);
  });

  it('reports an array as failed when its failed task is only in the database', async () => {
    const situation = situationOf(release, 'array-failed');
    const queue = situation.queue?.stdout?.split('\n').filter((row) => !row.includes('FAILED'));
    const cluster = createRecordedCluster({ ...situation, queue: { code: 0, stdout: queue?.join('\n') ?? '' } });
    const answer = await cluster.finalStatus(jobIdOf(situation));
    expect('value' in answer && answer.value).toMatchObject({ phase: 'failed', words: 'failed (array: 1 of 4 tasks)' });
  });

  it('reads the state and the log of a job whose name and comment contain fields and rows of Slurm', async () => {
    expect(await readFinalStatus(release, 'forged')).toMatchObject({
      phase: 'failed',
      exit: 7,
      log: '/t/w/o-{id}.out',
    });
    expect(await readFinalStatus(release, 'forged-log')).toMatchObject({
      phase: 'failed',
      log: '/t/w/o StdOut=x\nb-n StdOut=y-{id}.out',
    });
    const answer = await createRecordedCluster(situationOf(release, 'forged')).status(['7']);
    expect('value' in answer && answer.value.size).toBe(0);
  });

  it('returns the path that sbatch itself made of a pattern', async () => {
    const { log, nodes } = (await readFinalStatus(release, 'patterns')) ?? {};
    expect(log).toMatch(new RegExp(`^/t/w/%p-0+\\{id\\}-${nodes}-root-0-0-batch-\\d+\\.out$`));
    expect((await readFinalStatus(release, 'relative-log'))?.log).toBe('/t/w/rel-{id}.out');
    expect((await readFinalStatus(release, 'default-log'))?.log).toBe('/t/w/slurm-{id}.out');
  });

  it.each(REFUSALS)('explains a refusal: %s', async (name, id) => {
    const answer = await createRecordedCluster(situationOf(release, name)).validate(plan);
    expect('failure' in answer && answer.failure.id).toBe(id);
  });

  it('returns the time and the nodes at which a job would start', async () => {
    const validate = (name: string) => createRecordedCluster(situationOf(release, name)).validate(plan);
    expect(await validate('test-only')).toEqual({
      value: expect.stringMatching(/^Slurm would start it on node\[1-2\] at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.$/),
    });
    expect(await validate('test-only-array')).toEqual({
      value: expect.stringMatching(/^Slurm would start it on node1 at /),
    });
  });

  it('names the limit that a job exceeds', async () => {
    const answer = await createRecordedCluster(situationOf(release, 'limit')).validate(plan);
    expect('failure' in answer && answer.failure.why).toBe(
      'It requests more nodes than this QoS allows (QOSMaxNodePerJobLimit).',
    );
  });

  it('reports a job as unknown without a database, and keeps its state while a database is down', async () => {
    const finalStatus = (name: string) => createRecordedCluster(situationOf(release, name)).finalStatus('1');
    expect(await finalStatus('no-database')).toEqual({ value: undefined });
    expect(await finalStatus('unknown-job')).toEqual({ value: undefined });
    expect(await finalStatus('database-down')).toMatchObject({ failure: { id: 'slurm.database-down' } });
    expect(await finalStatus('controller-down')).toMatchObject({ failure: { id: 'slurm.controller-down' } });
  });

  it('explains a cancellation that Slurm denied', async () => {
    const failure = await createRecordedCluster(situationOf(release, 'not-yours')).cancel('1');
    expect(failure?.id).toBe('slurm.not-yours');
  });

  it('never throws, and never reports success for a changed reply about a job that did not succeed', async () => {
    const names = [...ENDED, ...UNFINISHED].filter(([, { phase }]) => phase !== 'succeeded').map(([name]) => name);
    const piece = fc.constantFrom(
      '',
      '\n',
      '|',
      ' ',
      '0:0',
      'None',
      '\u0000',
      'é',
      '9',
      '[',
      '_',
      '%',
      '(null)',
      'RUNNING',
    );
    const edit = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(30), piece);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (name, edits) => {
          const situation = situationOf(release, name);
          const run = createRecordedRun(situation, (result) => ({
            ...result,
            stdout: edits.reduce((text, [at, length, inserted]) => {
              const start = Math.floor(at * text.length);
              return text.slice(0, start) + inserted + text.slice(start + length);
            }, result.stdout),
          }));
          const cluster = createCluster(slurmTarget, run);
          const id = jobIdOf(situation);
          const final = await cluster.finalStatus(id);
          const status = await cluster.status([id]);
          // Three tasks of these arrays did succeed.
          if (name.startsWith('array')) return;
          expect('value' in final && final.value?.phase).not.toBe('succeeded');
          expect('value' in status && status.value.get(id)?.phase).not.toBe('succeeded');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the Slurm cluster', () => {
  it('never claims that Slurm accepted a plan when the answer of sbatch is unknown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (stderr) => {
        const answer = await createRecordedCluster({ sbatch: { code: 0, stderr } }).validate(plan);
        expect(answer).toEqual({ value: 'sbatch reported no error, but did not say when the job would start.' });
        const submission = await createRecordedCluster({ sbatch: { code: 0, stdout: `x${stderr}` } }).submit(plan);
        if ('value' in submission) expect(submission.value).toMatch(/^\d+$/);
      }),
    );
  });
});
