import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../client/src/launch/clusters/cluster';
import type { SubmittedJob } from '../../client/src/launch/jobs/job';
import { createLogFollower } from '../../client/src/launch/jobs/logFollower';
import type { RunProcess } from '../../client/src/launch/process/run';
import { createSlurmJob } from './slurmJob';

const jobIn = (phase: 'waiting' | 'running' | 'succeeded', log?: string): SubmittedJob => ({
  ...createSlurmJob('megatron sft --lr 1'),
  status: { phase, state: phase, words: phase, ...(log && { log }) },
});

/** A cluster whose programs never end, and the texts that a sink receives. */
function createScene() {
  const events: string[] = [];
  const programs: { argv: readonly string[]; print: (text: string) => void }[] = [];
  const cluster = {
    followCommand: async (_id: string, log?: string) => (log ? ['follow', log] : undefined),
    tailCommand: async (_id: string, log?: string) => (log ? ['tail', log] : undefined),
  } as Partial<Cluster> as Cluster;
  const run: RunProcess = (argv, { onText = () => {} } = {}) => {
    programs.push({ argv, print: onText });
    return new Promise(() => {});
  };
  const follower = createLogFollower(jobIn('waiting'), () => cluster, run, {
    restart: () => events.push('restart'),
    add: (text) => events.push(text),
    setMissing: (note) => events.push(note),
    end: () => events.push('end'),
  });
  return { follower, events, programs };
}

const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('the follower of a log', () => {
  it('waits for the log of a waiting job, follows it, and reads its end once when the job has ended', async () => {
    const { follower, events, programs } = createScene();
    follower.start(jobIn('waiting'));
    await settle();
    expect(events).toEqual(['There is no log yet: the job creates it when it starts.']);
    follower.update(jobIn('running', '/l'));
    await settle();
    programs[0]?.print('first');
    follower.update(jobIn('running', '/l'));
    follower.update(jobIn('succeeded', '/l'));
    await settle();
    programs[1]?.print('all');
    expect(programs.map(({ argv }) => argv)).toEqual([
      ['follow', '/l'],
      ['tail', '/l'],
    ]);
    expect(events.slice(1)).toEqual(['restart', 'first', 'restart', 'all']);
  });

  it('passes no text on after it was stopped, and starts again', async () => {
    const { follower, events, programs } = createScene();
    follower.start(jobIn('running', '/l'));
    await settle();
    follower.stop();
    programs[0]?.print('late');
    follower.start(jobIn('running', '/l'));
    follower.start(jobIn('running', '/l'));
    await settle();
    programs[0]?.print('late');
    programs[1]?.print('text');
    expect(programs.length).toBe(2);
    expect(events).toEqual(['restart', 'restart', 'text']);
  });
});
