import type { PlanResult, PlanStep, Target } from '../../../../server/src/lsp/protocol';
import type { Failure } from '../process/failure';
import type { ClusterAnswer } from './answer';
import type { JobStatus } from './jobStatus';

/** Targets that keep a job while nobody looks: everything but a terminal. */
export type ClusterTarget = Exclude<Target, { kind: 'local' }>;

/**
 * What a cluster can be asked, in the words of all of them. Every call starts programs through `run` and nothing else,
 * and answers in words where they fail.
 */
export interface Cluster {
  /** Makes what has to be there first, and sees that the rest is; `undefined` where all is well. */
  prepare: (plan: PlanResult, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** Those of the folders that the run writes to which are there already, with the results of another run. */
  findExisting: (plan: PlanResult, signal?: AbortSignal) => Promise<string[]>;
  /** The engine’s own verdict on a plan, without starting anything: a sentence. */
  validate: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** The id of a job that does the same and is not over yet. */
  findDuplicate: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string | undefined>>;
  submit: (plan: PlanResult, signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** What has become of jobs, by id. One that the engine has forgotten is missing. */
  status: (ids: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<Map<string, JobStatus>>>;
  /** All that is known of one job, also after it has ended. */
  finalStatus: (id: string, signal?: AbortSignal) => Promise<ClusterAnswer<JobStatus | undefined>>;
  cancel: (id: string, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** A program that prints the log of a job and goes on with it as it grows; undefined where there is none yet. */
  followCommand: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** A program that prints the end of the log and ends. */
  tailCommand: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** What cancelling does, for the question before it. */
  cancelEffect: string;
}

/**
 * What a step of a plan reads from its standard input: values that no file may hold, a line each, then the file. A value
 * that is in neither the plan nor the environment of the editor is an empty line.
 */
export function stdinOf(plan: PlanResult, step: PlanStep): string | undefined {
  const passedValues = (step.passes ?? []).map((name) => `${plan.environment[name] ?? process.env[name] ?? ''}\n`);
  const file = plan.files.find(({ name }) => name === step.stdin);
  return step.stdin === undefined && passedValues.length === 0
    ? undefined
    : `${passedValues.join('')}${file?.text ?? ''}`;
}
