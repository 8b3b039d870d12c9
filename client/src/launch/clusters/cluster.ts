import type { PlanResult, PlanStep, Target } from '../../../../server/src/lsp/protocol';
import type { Failure } from '../process/failure';
import type { ClusterAnswer } from './answer';
import type { JobStatus } from './jobStatus';

/** Targets whose jobs outlive the editor: all but a terminal. */
export type ClusterTarget = Exclude<Target, { kind: 'local' }>;

/** The steps from a plan to a job. */
export interface JobSubmission {
  /** Creates the folders that the plan needs and checks the others; `undefined` when all exist. */
  prepare: (plan: PlanResult, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** Returns the output folders that already exist, with the results of another run. */
  findExisting: (plan: PlanResult, signal?: AbortSignal) => Promise<string[]>;
  /** Lets the cluster check a plan without starting anything; the answer is a sentence. */
  validate: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** Returns the id of an unfinished job that does the same. */
  findDuplicate: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string | undefined>>;
  /** Submits a plan and returns the id of the job. */
  submit: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
}

/** Queries and commands for jobs that were submitted. */
export interface JobMonitor {
  /** Returns the status of jobs by id. A job that the cluster no longer knows is missing. */
  status: (ids: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<Map<string, JobStatus>>>;
  /** Returns all that is known of one job, also after it has ended. */
  finalStatus: (id: string, signal?: AbortSignal) => Promise<ClusterAnswer<JobStatus | undefined>>;
  cancel: (id: string, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** Returns a command that prints the log of a job and follows it as it grows; undefined before the log exists. */
  followCommand: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** Returns a command that prints the end of the log and exits. */
  tailCommand: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** The effect of a cancellation, for the question before it. */
  cancelEffect: string;
}

/** One cluster. Every call starts programs through `RunProcess` only, and explains their failures. */
export interface Cluster extends JobSubmission, JobMonitor {}

/**
 * Returns the standard input of a plan's step: values that no file may hold, one per line, then the file. A value that
 * is in neither the plan nor the environment of the editor is an empty line.
 */
export function stdinOf(plan: PlanResult, step: PlanStep): string | undefined {
  const passedValues = (step.passes ?? []).map((name) => `${plan.environment[name] ?? process.env[name] ?? ''}\n`);
  const file = plan.files.find(({ name }) => name === step.stdin);
  return step.stdin === undefined && passedValues.length === 0
    ? undefined
    : `${passedValues.join('')}${file?.text ?? ''}`;
}
