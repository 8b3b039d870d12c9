import { clusterKindOf } from '../clusters';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver, type JobStatus } from '../clusters/jobStatus';
import { findRootCause } from '../log/rootCause';
import type { Failure } from '../process/failure';
import type { RunProcess } from '../process/run';
import { hideCauseSecrets, jobKeyOf, type SubmittedJob } from './job';

/** The result of one poll. */
interface PollResult {
  /** Jobs that have changed, in their new state. */
  changed: SubmittedJob[];
  /** Failures of queries, by the name of the target. */
  failures: Map<string, Failure>;
}

/** Updates all active jobs. Every cluster is queried once, for all of its jobs. */
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
        if ('failure' in next) result.failures.set(first.target.name, next.failure);
        else if (JSON.stringify(next) !== JSON.stringify(job)) result.changed.push(next);
      }
    }),
  );
  return result;
}

/** Targets that differ only in the resources that they request share one key. */
const clusterKeyOf = (target: ClusterTarget): string => `${target.kind} ${clusterKindOf(target).clusterKey(target)}`;

async function updateJob(
  job: SubmittedJob,
  current: JobStatus | undefined,
  cluster: Cluster,
  run: RunProcess,
  signal: AbortSignal | undefined,
): Promise<SubmittedJob | { failure: Failure }> {
  const log = job.status.log;
  const isStillRunning = current !== undefined && !isOver(current) && log !== undefined;
  if (isStillRunning) return { ...job, status: { ...current, ...(log && { log }) } };
  // The queue has neither the path of the log nor the exit code, so the first and the last update ask for more.
  const finalAnswer = await cluster.finalStatus(job.id, signal);
  // A job is lost only when its cluster has answered that it does not know the job.
  if ('failure' in finalAnswer && current === undefined) return finalAnswer;
  const final = 'value' in finalAnswer ? finalAnswer.value : undefined;
  const status: JobStatus = { ...(log && { log }), ...(current ?? LOST), ...final };
  const next = { ...job, status };
  return status.phase === 'failed' || status.phase === 'unknown' ? addCause(next, cluster, run, signal) : next;
}

/** Status of a job that the cluster no longer knows. */
const LOST: JobStatus = {
  phase: 'unknown',
  state: 'LOST',
  words: 'has ended; the cluster no longer knows how, but its log may tell',
};

/** Adds the root cause that the log of a failed job names. */
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
  return cause ? { ...job, cause: hideCauseSecrets(cause) } : job;
}

/** Returns the time until the next poll: longer with every poll without changes, up to a minute. */
export const nextWaitSeconds = (last: number, hasChanged: boolean): number =>
  hasChanged ? 2 : Math.min(60, last * 1.5);

/** Replaces changed jobs in a list. */
export const mergeJobs = (jobs: readonly SubmittedJob[], changed: readonly SubmittedJob[]): SubmittedJob[] =>
  jobs.map((job) => changed.find((update) => jobKeyOf(update) === jobKeyOf(job)) ?? job);
