import type { PlanResult, Step, Target } from '../../../../server/src/lsp/protocol';
import type { Failure } from '../process/failure';
import type { Answer } from './answer';
import type { Sighting } from './jobStatus';

/** Targets that keep a job while nobody looks: everything but a terminal. */
export type ClusterTarget = Exclude<Target, { kind: 'local' }>;

/**
 * What a cluster can be asked, in the words of all of them. Every call starts programs through `run` and nothing else,
 * and answers in words where they fail.
 */
export interface Engine {
  /** Makes what has to be there first, and sees that the rest is; `undefined` where all is well. */
  prepare: (plan: PlanResult, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** Those of the folders that the run writes to which are there already, with the results of another run. */
  existing: (plan: PlanResult, signal?: AbortSignal) => Promise<string[]>;
  /** The engine’s own verdict on a plan, without starting anything: a sentence. */
  validate: (plan: PlanResult, signal?: AbortSignal) => Promise<Answer<string>>;
  /** The id of a job that does the same and is not over yet. */
  identical: (plan: PlanResult, signal?: AbortSignal) => Promise<Answer<string | undefined>>;
  submit: (plan: PlanResult, signal?: AbortSignal) => Promise<Answer<string>>;
  /** What has become of jobs, by id. One that the engine has forgotten is missing. */
  look: (ids: readonly string[], signal?: AbortSignal) => Promise<Answer<Map<string, Sighting>>>;
  /** All that is known of one job, also after it has ended. */
  recall: (id: string, signal?: AbortSignal) => Promise<Answer<Sighting | undefined>>;
  cancel: (id: string, signal?: AbortSignal) => Promise<Failure | undefined>;
  /** A program that prints the log of a job and goes on with it as it grows; undefined where there is none yet. */
  follow: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** A program that prints the end of the log and ends. */
  tail: (id: string, log: string | undefined) => Promise<readonly string[] | undefined>;
  /** What cancelling does, for the question before it. */
  cancels: string;
}

/**
 * What a step of a plan reads from its standard input: values that no file may hold, a line each, then the file. A value
 * that is in neither the plan nor the environment of the editor is an empty line.
 */
export function inputOf(plan: PlanResult, step: Step): string | undefined {
  const passed = (step.passes ?? []).map((name) => `${plan.environment[name] ?? process.env[name] ?? ''}\n`);
  const file = plan.files.find(({ name }) => name === step.stdin);
  return step.stdin === undefined && passed.length === 0 ? undefined : `${passed.join('')}${file?.text ?? ''}`;
}
