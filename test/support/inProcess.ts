import { PassThrough } from 'node:stream';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { Diagnostic, Hover, PublishDiagnosticsParams } from 'vscode-languageserver';
import { createConnection } from 'vscode-languageserver/node';
import type { Service } from '../../server/src/core/service';
import { createHost } from '../../server/src/host/machine';
import { startServer } from '../../server/src/lsp/server';

/** A server in this process, whose service a test may replace. */
export interface InProcessServer {
  open: (uri: string, text: string, languageId?: string) => void;
  change: (uri: string, version: number, text: string) => void;
  save: (uri: string) => void;
  hover: (uri: string, line: number, character: number) => Promise<Hover | null>;
  /** The last findings of a document, once all messages are handled. */
  diagnostics: (uri: string) => Promise<Diagnostic[]>;
  /** Their rules. */
  rules: (uri: string) => Promise<unknown[]>;
  logged: string[];
  stop: () => void;
}

export async function startInProcess(service: Service, host = createHost()): Promise<InProcessServer> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(toServer, toClient), service, host);
  const client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const published = new Map<string, Diagnostic[]>();
  const logged: string[] = [];
  client.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    published.set(uri, diagnostics);
  });
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void logged.push(message));
  client.listen();
  await client.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await client.sendNotification('initialized', {});
  const notify = (method: string, params: object): void =>
    void client.sendNotification(`textDocument/${method}`, params);
  const hover = (uri: string, line: number, character: number): Promise<Hover | null> =>
    client.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  const diagnostics = async (uri: string): Promise<Diagnostic[]> => {
    // Files are read after the answer, and read documents are linted again.
    for (let times = 0; times < 3; times++) {
      await hover(uri, 0, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return published.get(uri) ?? [];
  };
  return {
    open: (uri, text, languageId = 'shellscript') =>
      notify('didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, text) => notify('didChange', { textDocument: { uri, version }, contentChanges: [{ text }] }),
    save: (uri) => notify('didSave', { textDocument: { uri } }),
    hover,
    diagnostics,
    rules: async (uri) => (await diagnostics(uri)).map(({ code }) => code),
    logged,
    // The end of its input would end this process.
    stop: () => client.dispose(),
  };
}
