import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export type Log = (message: string) => void;

/**
 * Runs one request: a cancelled one is not worked on, and one that fails is logged and answered with `empty`,
 * so that a mistake of ours costs one answer and never the server.
 */
export function guardRequest<P, R>(log: Log, name: string, fallback: R, handle: (params: P) => R) {
  return (params: P, token: CancellationToken): R | ResponseError<void> => {
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, name);
    try {
      return handle(params);
    } catch (error) {
      log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return fallback;
    }
  };
}
