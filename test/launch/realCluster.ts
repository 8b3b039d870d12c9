import { inject } from 'vitest';
import { createCluster } from '../../client/src/launch/clusters';
import type { Cluster, ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { isOver } from '../../client/src/launch/clusters/jobStatus';
import { createJob, type SubmittedJob } from '../../client/src/launch/jobs/job';
import { mergeJobs, pollJobs } from '../../client/src/launch/jobs/poll';
import type { Failure } from '../../client/src/launch/process/failure';
import { runProcess } from '../../client/src/launch/process/run';
import type { PlanResult } from '../../server/src/lsp/protocol';

declare module 'vitest' {
  interface ProvidedContext {
    skipReason: string;
  }
}

/** The reason why tests against a real Slurm are skipped; empty if they run. */
export const skipReason = inject('skipReason');

export const clusterOf = (target: ClusterTarget): Cluster => createCluster(target, runProcess);

/** Returns the value of an answer, and throws its failure. */
export function unwrap<T>(answer: { value: T } | { failure: Failure }): T {
  if ('failure' in answer) throw new Error(`${answer.failure.id}: ${answer.failure.what}\n${answer.failure.detail}`);
  return answer.value;
}

/** Returns the id of a failure; undefined for a success. */
export function failureIdOf(
  answer: { value: unknown } | { failure: Failure } | Failure | undefined,
): string | undefined {
  if (answer === undefined) return undefined;
  if ('failure' in answer) return answer.failure.id;
  return 'id' in answer ? answer.id : undefined;
}

/** Submits a plan with the steps of the editor: folders, validation, submission. */
export async function submitPlan(plan: PlanResult, target: ClusterTarget): Promise<SubmittedJob> {
  const cluster = clusterOf(target);
  const missing = await cluster.prepare(plan);
  if (missing) throw new Error(`${missing.id}: ${missing.what} ${missing.detail}`);
  unwrap(await cluster.validate(plan));
  const id = unwrap(await cluster.submit(plan));
  return createJob(plan, target, { uri: 'file:///w/train.sh', line: 0 }, id, new Date());
}

/** Polls a job, as the Jobs view does, until a condition holds: by default, until the job has ended. */
export async function waitForJob(
  job: SubmittedJob,
  condition: (job: SubmittedJob) => boolean = ({ status }) => isOver(status),
): Promise<SubmittedJob> {
  let [current = job] = [job];
  for (let tries = 0; tries < 400; tries++) {
    const { changed, failures } = await pollJobs([current], clusterOf, runProcess);
    for (const failure of failures.values()) throw new Error(`${failure.id}: ${failure.detail}`);
    [current = job] = mergeJobs([current], changed);
    if (condition(current)) return current;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`job ${job.id} did not reach the condition: ${JSON.stringify(current.status)}`);
}
