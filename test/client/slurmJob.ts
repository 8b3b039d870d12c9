import type { ClusterTarget } from '../../client/src/launch/clusters/cluster';
import { createJob, type SubmittedJob } from '../../client/src/launch/jobs/job';
import type { SlurmTarget } from '../../server/src/lsp/protocol';
import { createPlan } from '../launch/createPlan';

export const slurmTarget: SlurmTarget = { kind: 'slurm', name: 'c', nodes: 1, gpusPerNode: 1 };

/** Creates a job that was submitted at the epoch, from the text of a script. */
export const createSlurmJob = (text: string, id = '7', target: ClusterTarget = slurmTarget): SubmittedJob =>
  createJob(createPlan(text, target, '/w'), target, { uri: 'file:///w/train.sh', line: 0 }, id, new Date(0));
