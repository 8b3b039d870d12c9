import type { PlanResult } from '../../../../server/src/lsp/protocol';
import type { ClusterTarget } from '../clusters/cluster';
import type { JobStatus } from '../clusters/jobStatus';
import type { RootCause } from '../log/rootCause';

/** A job that was submitted from here, as it is kept: all that is needed to find it again, and nothing secret. */
export interface SubmittedJob {
  version: 1;
  /** What the engine calls it. */
  id: string;
  target: ClusterTarget;
  /** What the job is called, such as `train`. */
  name: string;
  /** Such as `train.sh:4 megatron sft (cluster)`. */
  title: string;
  source: { uri: string; line: number };
  /** When it was submitted, in ISO 8601. */
  submitted: string;
  /** The plan as text for people, as it was submitted. */
  document: string;
  form: PlanResult['form'];
  /** The plan itself, where it can be kept: one with secrets cannot. */
  plan?: PlanResult;
  status: JobStatus;
  cause?: RootCause;
}

/** The same for the same job, also in another window: the name of its file. */
export function jobKeyOf({ id, target }: Pick<SubmittedJob, 'id' | 'target'>): string {
  const where = target.kind === 'slurm' ? target.host : `${target.context ?? ''}.${target.namespace ?? ''}`;
  return `${target.kind}-${where ?? 'here'}-${id}`.replace(/[^\w.-]+/g, '_');
}

export function createJob(
  plan: PlanResult,
  target: ClusterTarget,
  source: SubmittedJob['source'],
  id: string,
  now: Date,
): SubmittedJob {
  // A plan is kept for submitting it again; whatever must not be written down is not in it then.
  const hasNoSecrets = plan.secrets.length === 0 && plan.files.every(({ shown }) => shown === undefined);
  return {
    version: 1,
    id,
    target,
    name: plan.jobName,
    title: plan.title,
    source,
    submitted: now.toISOString(),
    document: plan.document,
    form: plan.form,
    ...(hasNoSecrets && { plan }),
    status: { phase: 'waiting', state: 'SUBMITTED', words: 'was submitted' },
  };
}

/** A job from its file; undefined where the text is none of ours. */
export function readJob(text: string): SubmittedJob | undefined {
  try {
    const job = JSON.parse(text) as Partial<SubmittedJob>;
    const isComplete =
      job.version === 1 && job.id && job.target?.kind && job.name && job.title && job.source?.uri && job.status?.phase;
    return isComplete ? (job as SubmittedJob) : undefined;
  } catch {
    return undefined;
  }
}
