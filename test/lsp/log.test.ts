import { describe, expect, it } from 'vitest';
import type { Connection } from 'vscode-languageserver';
import { startServer } from '../../server/src/lsp/server';
import { service } from '../support/service';

type Handler = (...args: unknown[]) => unknown;

/** Creates a connection that records the handlers of the server and the lines of its log. */
function createConnection() {
  const handlers = new Map<string, Handler>();
  const lines: string[] = [];
  const record = (target: object): unknown =>
    new Proxy(target, {
      get: (fields: Record<string, unknown>, name: string) =>
        fields[name] ??
        ((...args: unknown[]) => {
          const handler = args.at(-1);
          if (typeof handler === 'function') handlers.set(name, handler as Handler);
          return { dispose: () => {} };
        }),
    });
  const console = { error: (line: string) => lines.push(line) };
  const languages = { inlayHint: { on: () => {} } };
  return { connection: record({ console, languages }) as Connection, handlers, lines };
}

describe('the log of the server', () => {
  it('contains no secret when a request fails', () => {
    const { connection, handlers, lines } = createConnection();
    const provideHover = (): never => {
      throw new Error('no hover for PGPASS=correct-horse and https://me:s3cret@example.com');
    };
    startServer(connection, { ...service, provideHover });
    const textDocument = { uri: 'untitled:run.sh', languageId: 'shellscript', version: 1, text: 'megatron sft\n' };
    handlers.get('onDidOpenTextDocument')?.({ textDocument });
    const params = { textDocument, position: { line: 0, character: 0 } };
    handlers.get('onHover')?.(params, { isCancellationRequested: false });
    expect(lines.join()).toContain('no hover for PGPASS=<secret> and https://me:<secret>@example.com');
    expect(lines.join()).not.toMatch(/correct-horse|s3cret/);
  });
});
