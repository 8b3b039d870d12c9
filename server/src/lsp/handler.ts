import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { findWrongField } from './params';

export type Log = (message: string) => void;

/**
 * Wraps the handler of a request: a canceled request or one with wrong parameters is not handled, and one that fails is
 * logged and answered with `fallback`, so that a bug costs one answer and never the server.
 */
export function guardRequest<P, R>(log: Log, name: string, fallback: R, handle: (params: P) => R | Promise<R>) {
  return (params: P, token: CancellationToken): R | Promise<R> | ResponseError<void> => {
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, name);
    const field = findWrongField(name, params);
    if (field !== undefined)
      return new ResponseError(
        ErrorCodes.InvalidParams,
        `${name}: the field ${field} is missing or has the wrong type.`,
      );
    const recover = (error: unknown): R => {
      log(`${name} failed: ${describeError(error)}`);
      return fallback;
    };
    try {
      const answer = handle(params);
      return answer instanceof Promise ? answer.catch(recover) : answer;
    } catch (error) {
      return recover(error);
    }
  };
}

/** Runs an action for a document, and logs its error instead of throwing it. Returns whether it succeeded. */
export function logErrors(log: Log, uri: string, action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    log(`${uri}: ${describeError(error)}`);
    return false;
  }
}

export const describeError = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
