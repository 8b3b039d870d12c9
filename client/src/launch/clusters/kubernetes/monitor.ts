import type { JobMonitor } from '../cluster';
import type { JobStatus } from '../jobStatus';
import type { Kubectl } from './kubectl';

/** Status of a job that does not exist any more. Its pods and their logs were deleted with it. */
const DELETED: JobStatus = {
  phase: 'unknown',
  state: 'LOST',
  words: 'was deleted from the cluster, with its logs; whether it had succeeded is unknown',
};

export const createKubernetesMonitor = (kubectl: Kubectl): JobMonitor => ({
  status: async (ids, signal) => {
    const answer = await kubectl.queryJobs(ids, signal);
    if ('failure' in answer) return answer;
    const statuses = await Promise.all(
      answer.value.map(async (job) => [job.name, await kubectl.addPods(job, signal)] as const),
    );
    return { value: new Map(statuses) };
  },
  finalStatus: async (id, signal) => {
    const answer = await kubectl.queryJobs([id], signal);
    if ('failure' in answer) return answer;
    const [job] = answer.value;
    return { value: job ? await kubectl.addPods(job, signal) : DELETED };
  },
  cancel: async (id, signal) => {
    const answer = await kubectl.query(['delete', kubectl.type, id, '--wait=false'], signal);
    // A job that has already been deleted needs no cancellation.
    return 'failure' in answer && answer.failure.id !== 'kubectl.not-found' ? answer.failure : undefined;
  },
  followCommand: async (id) => kubectl.toLogsCommand(id, '--follow', '--tail=20000'),
  tailCommand: async (id) => kubectl.toLogsCommand(id, '--tail=20000'),
  cancelEffect: 'The job and its pods are deleted, including their logs.',
});
