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

/** Why there is no Slurm to test against; empty where there is one. */
export const skipReason = inject('skipReason');

export const engine = (target: ClusterTarget): Cluster => createCluster(target, runProcess);

export function valueOf<T>(answer: { value: T } | { failure: Failure }): T {
  if ('failure' in answer) throw new Error(`${answer.failure.id}: ${answer.failure.what}\n${answer.failure.detail}`);
  return answer.value;
}

export const failureOf = (
  answer: { value: unknown } | { failure: Failure } | Failure | undefined,
): string | undefined =>
  answer === undefined ? undefined : 'failure' in answer ? answer.failure.id : 'id' in answer ? answer.id : undefined;

/** Goes through with a plan as the editor does: folders, the engine’s verdict, submission. */
export async function submitPlan(plan: PlanResult, target: ClusterTarget): Promise<SubmittedJob> {
  const asked = engine(target);
  const missing = await asked.prepare(plan);
  if (missing) throw new Error(`${missing.id}: ${missing.what} ${missing.detail}`);
  valueOf(await asked.validate(plan));
  const id = valueOf(await asked.submit(plan));
  return createJob(plan, target, { uri: 'file:///w/train.sh', line: 0 }, id, new Date());
}

/** Looks after a job, as the Jobs view does, until it is as wanted. */
export async function waitForJob(
  job: SubmittedJob,
  is: (job: SubmittedJob) => boolean = ({ status }) => isOver(status),
): Promise<SubmittedJob> {
  let [current = job] = [job];
  for (let tries = 0; tries < 400; tries++) {
    const { changed, failures } = await pollJobs([current], engine, runProcess);
    for (const failure of failures.values()) throw new Error(`${failure.id}: ${failure.detail}`);
    [current = job] = mergeJobs([current], changed);
    if (is(current)) return current;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`job ${job.id} did not get there: ${JSON.stringify(current.status)}`);
}
