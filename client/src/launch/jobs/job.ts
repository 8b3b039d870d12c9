import {
  hideTargetSecrets,
  maskSecrets,
  type PlannedMemory,
  type PlanResult,
} from '../../../../server/src/lsp/protocol';
import { clusterKindOf, isClusterKind } from '../clusters';
import type { ClusterTarget } from '../clusters/cluster';
import type { JobStatus } from '../clusters/jobStatus';
import type { RootCause } from '../log/rootCause';

/** A job that was submitted from here, as it is stored: all that is needed to find it again, and no secrets. */
export interface SubmittedJob {
  version: 1;
  /** Id on the cluster. */
  id: string;
  /** The target without secrets. */
  target: ClusterTarget;
  /** Name of the job, such as `train`. */
  name: string;
  /** Title such as `train.sh:4 megatron sft (cluster)`. */
  title: string;
  source: { uri: string; line: number };
  /** Time of the submission, in ISO 8601. */
  submitted: string;
  /** The plan as a document, as it was submitted. */
  document: string;
  /** The plan itself. A plan with secrets is not stored. */
  plan?: PlanResult;
  /** The estimated memory at the time of the submission. */
  memory?: PlannedMemory;
  status: JobStatus;
  cause?: RootCause;
}

/** Returns the name of a job's file, which is the same in every window. */
export function jobKeyOf({ id, target }: Pick<SubmittedJob, 'id' | 'target'>): string {
  const clusterKey = clusterKindOf(target).jobKey(target) ?? 'here';
  return `${target.kind}-${clusterKey}-${id}`.replace(/[^\w.-]+/g, '_');
}

export function createJob(
  plan: PlanResult,
  target: ClusterTarget,
  source: SubmittedJob['source'],
  id: string,
  now: Date,
): SubmittedJob {
  // The plan is stored to submit it again, so it must be complete without values that must not be written to disk.
  const planText = JSON.stringify(plan);
  const hasNoSecrets =
    plan.secrets.length === 0 &&
    plan.files.every(({ shown }) => shown === undefined) &&
    maskSecrets(planText) === planText;
  return {
    version: 1,
    id,
    target: hideTargetSecrets(target),
    name: plan.jobName,
    title: plan.title,
    source,
    submitted: now.toISOString(),
    document: plan.document,
    ...(hasNoSecrets && { plan }),
    ...(plan.memory && { memory: plan.memory }),
    status: { phase: 'waiting', state: 'SUBMITTED', words: 'was submitted' },
  };
}

/** Reads a job from the text of its file; undefined for any other text. */
export function readJob(text: string): SubmittedJob | undefined {
  try {
    const stored = JSON.parse(text) as StoredJob | null;
    // Nothing else is copied, since a string would become an object with a field for each character.
    if (stored?.version !== 1) return undefined;
    // Older files name the status `sighting`.
    const { sighting, status = sighting, ...fields } = stored;
    const job = {
      ...fields,
      ...(status && { status }),
      ...(fields.cause && { cause: hideCauseSecrets(fields.cause) }),
    };
    const isComplete = job.id && job.name && job.title && job.source?.uri && job.status?.phase;
    return isComplete && isClusterKind(job.target?.kind) ? (job as SubmittedJob) : undefined;
  } catch {
    return undefined;
  }
}

/** Hides the secrets of a line of a log, which is stored and shown in notifications. */
export const hideCauseSecrets = (cause: RootCause): RootCause => ({ ...cause, error: maskSecrets(cause.error) });

type StoredJob = Partial<SubmittedJob> & { sighting?: JobStatus };
