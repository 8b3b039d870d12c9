import { type Failure, failureOf } from '../process/failure';
import type { FailureCatalog } from '../process/failurePattern';
import type { ProcessResult } from '../process/run';

/** A value, or the failure that prevented it. */
export type ClusterAnswer<T> = { value: T } | { failure: Failure };

/** Converts the result of a program to its output, or to an explained failure. */
export function toAnswer(outcome: ProcessResult, failures: FailureCatalog, host?: string): ClusterAnswer<string> {
  const failure = failureOf(outcome, failures, host);
  return failure ? { failure } : { value: outcome.stdout };
}
