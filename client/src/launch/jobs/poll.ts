import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver, type JobStatus } from '../clusters/jobStatus';
import { findRootCause } from '../log/rootCause';
import type { Failure } from '../process/failure';
import type { RunProcess } from '../process/run';
import { jobKeyOf, type SubmittedJob } from './job';

/** One round of looking after jobs: every cluster is asked once, whatever the number of its jobs. */

interface PollResult {
  /** Jobs that are not as they were, with what is new. */
  changed: SubmittedJob[];
  /** Why a cluster could not be asked, by the name of its target. */
  failures: Map<string, Failure>;
}

export async function pollJobs(
  jobs: readonly SubmittedJob[],
  clusterOf: (target: ClusterTarget) => Cluster,
  run: RunProcess,
  signal?: AbortSignal,
): Promise<PollResult> {
  const result: PollResult = { changed: [], failures: new Map() };
  const activeJobs = jobs.filter(({ status }) => !isOver(status));
  const jobsByCluster = new Map<string, SubmittedJob[]>();
  for (const job of activeJobs) {
    const key = clusterKeyOf(job.target);
    jobsByCluster.set(key, [...(jobsByCluster.get(key) ?? []), job]);
  }
  await Promise.all(
    [...jobsByCluster.values()].map(async (group) => {
      const [first] = group;
      if (!first) return;
      const cluster = clusterOf(first.target);
      const answer = await cluster.status(
        group.map(({ id }) => id),
        signal,
      );
      if ('failure' in answer) {
        result.failures.set(first.target.name, answer.failure);
        return;
      }
      for (const job of group) {
        const next = await updateJob(job, answer.value.get(job.id), cluster, run, signal);
        if (JSON.stringify(next) !== JSON.stringify(job)) result.changed.push(next);
      }
    }),
  );
  return result;
}

/** Targets that differ only in what they ask for are the same cluster. */
const clusterKeyOf = (target: ClusterTarget): string =>
  target.kind === 'slurm'
    ? `slurm ${target.host ?? ''} ${target.slurmPath ?? ''}`
    : `kubernetes ${target.context ?? ''} ${target.namespace ?? ''} ${target.resource}`;

async function updateJob(
  job: SubmittedJob,
  current: JobStatus | undefined,
  cluster: Cluster,
  run: RunProcess,
  signal: AbortSignal | undefined,
): Promise<SubmittedJob> {
  const log = job.status.log;
  const isStillRunning = current !== undefined && !isOver(current) && log !== undefined;
  if (isStillRunning) return { ...job, status: { ...current, ...(log && { log }) } };
  // The first time, and at the end, there is more to know than the queue says: where the log is, and how it ended.
  const finalAnswer = await cluster.finalStatus(job.id, signal);
  const final = 'value' in finalAnswer ? finalAnswer.value : undefined;
  const status: JobStatus = { ...(log && { log }), ...(current ?? LOST), ...final };
  const next = { ...job, status };
  return status.phase === 'failed' || status.phase === 'unknown' ? addCause(next, cluster, run, signal) : next;
}

const LOST: JobStatus = {
  phase: 'unknown',
  state: 'FORGOTTEN',
  words: 'is over; the cluster does not remember how it ended, but its log may tell',
};

/** A job that failed, with the reason that its log gives. */
async function addCause(
  job: SubmittedJob,
  cluster: Cluster,
  run: RunProcess,
  signal?: AbortSignal,
): Promise<SubmittedJob> {
  const argv = await cluster.tailCommand(job.id, job.status.log);
  if (!argv) return job;
  const { stdout } = await run(argv, { seconds: 60, ...(signal && { signal }) });
  const cause = findRootCause(stdout);
  return cause ? { ...job, cause } : job;
}

/** How long to wait for the next round: longer with every round in which nothing happens, up to a minute. */
export const nextWaitSeconds = (last: number, hasChanged: boolean): number =>
  hasChanged ? 2 : Math.min(60, last * 1.5);

/** The list with what is new in it. */
export const mergeJobs = (jobs: readonly SubmittedJob[], changed: readonly SubmittedJob[]): SubmittedJob[] =>
  jobs.map((job) => changed.find((each) => jobKeyOf(each) === jobKeyOf(job)) ?? job);
