import type { ClusterTarget, Engine } from '../clusters/cluster';
import { isOver, type Sighting } from '../clusters/jobStatus';
import { rootCause } from '../log/rootCause';
import type { Failure } from '../process/failure';
import type { Run } from '../process/run';
import { type Job, keyOf } from './job';

/** One round of looking after jobs: every cluster is asked once, whatever the number of its jobs. */

interface Round {
  /** Jobs that are not as they were, with what is new. */
  changed: Job[];
  /** Why a cluster could not be asked, by the name of its target. */
  failures: Map<string, Failure>;
}

export async function lookAfter(
  jobs: readonly Job[],
  engine: (target: ClusterTarget) => Engine,
  run: Run,
  signal?: AbortSignal,
): Promise<Round> {
  const round: Round = { changed: [], failures: new Map() };
  const open = jobs.filter(({ sighting }) => !isOver(sighting));
  const clusters = new Map<string, Job[]>();
  for (const job of open) {
    const cluster = placeOf(job.target);
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), job]);
  }
  await Promise.all(
    [...clusters.values()].map(async (group) => {
      const [first] = group;
      if (!first) return;
      const asked = engine(first.target);
      const answer = await asked.look(
        group.map(({ id }) => id),
        signal,
      );
      if ('failure' in answer) {
        round.failures.set(first.target.name, answer.failure);
        return;
      }
      for (const job of group) {
        const next = await lookAt(job, answer.value.get(job.id), asked, run, signal);
        if (JSON.stringify(next) !== JSON.stringify(job)) round.changed.push(next);
      }
    }),
  );
  return round;
}

/** Targets that differ only in what they ask for are the same cluster. */
const placeOf = (target: ClusterTarget): string =>
  target.kind === 'slurm'
    ? `slurm ${target.host ?? ''} ${target.slurmPath ?? ''}`
    : `kubernetes ${target.context ?? ''} ${target.namespace ?? ''} ${target.resource}`;

async function lookAt(
  job: Job,
  seen: Sighting | undefined,
  engine: Engine,
  run: Run,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const log = job.sighting.log;
  const isNew = seen !== undefined && !isOver(seen) && log !== undefined;
  if (isNew) return { ...job, sighting: { ...seen, ...(log && { log }) } };
  // The first time, and at the end, there is more to know than the queue says: where the log is, and how it ended.
  const recalled = await engine.recall(job.id, signal);
  const record = 'value' in recalled ? recalled.value : undefined;
  const sighting: Sighting = { ...(log && { log }), ...(seen ?? FORGOTTEN), ...record };
  const next = { ...job, sighting };
  return sighting.phase === 'failed' || sighting.phase === 'unknown' ? withCause(next, engine, run, signal) : next;
}

const FORGOTTEN: Sighting = {
  phase: 'unknown',
  state: 'FORGOTTEN',
  words: 'is over; the cluster does not remember how it ended, but its log may tell',
};

/** A job that failed, with the reason that its log gives. */
async function withCause(job: Job, engine: Engine, run: Run, signal?: AbortSignal): Promise<Job> {
  const argv = await engine.tail(job.id, job.sighting.log);
  if (!argv) return job;
  const { stdout } = await run(argv, { seconds: 60, ...(signal && { signal }) });
  const cause = rootCause(stdout);
  return cause ? { ...job, cause } : job;
}

/** How long to wait for the next round: longer with every round in which nothing happens, up to a minute. */
export const nextWait = (last: number, hasChanged: boolean): number => (hasChanged ? 2 : Math.min(60, last * 1.5));

/** The list with what is new in it. */
export const merged = (jobs: readonly Job[], changed: readonly Job[]): Job[] =>
  jobs.map((job) => changed.find((each) => keyOf(each) === keyOf(job)) ?? job);
