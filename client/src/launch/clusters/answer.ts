import { type Failure, failureOf } from '../process/failure';
import type { Outcome } from '../process/run';

/** A value, or why there is none. */
export type Answer<T> = { value: T } | { failure: Failure };

/** The output of a program, or its failure in words. */
export function answerOf(outcome: Outcome, host?: string): Answer<string> {
  const failure = failureOf(outcome, host);
  return failure ? { failure } : { value: outcome.stdout };
}
