import { type Failure, failureOf } from '../process/failure';
import type { ProcessResult } from '../process/run';

/** A value, or why there is none. */
export type ClusterAnswer<T> = { value: T } | { failure: Failure };

/** The output of a program, or its failure in words. */
export function toAnswer(outcome: ProcessResult, host?: string): ClusterAnswer<string> {
  const failure = failureOf(outcome, host);
  return failure ? { failure } : { value: outcome.stdout };
}
