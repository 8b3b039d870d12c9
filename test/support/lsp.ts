import { type ChildProcess, fork, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';

/** The bundled server. */
export const SERVER = resolve(import.meta.dirname, '../../dist/server.js');

/** A language client over a real transport. */
export interface Client {
  process: ChildProcess;
  connection: MessageConnection;
  initialized: { capabilities: Record<string, unknown> };
  open: (uri: string, text: string, languageId?: string) => void;
  change: (uri: string, version: number, text: string) => void;
  /** The next diagnostics of a document. */
  diagnostics: (uri: string) => Promise<Diagnostic[]>;
  stop: () => Promise<number | null>;
}

/** A server as the tests start it. */
export interface ServerStart {
  /** Arguments of Node. */
  execArgv?: string[];
  /** A program with its arguments that starts Node. */
  wrapper?: readonly string[];
  environment?: NodeJS.ProcessEnv;
  /** The bundle to start, instead of the one in dist/. */
  server?: string;
  /** Its arguments before that for the transport. */
  args?: readonly string[];
  /** The root of the project, instead of none. */
  rootUri?: string;
  /** Answers requests of the server by their methods. */
  onRequest?: Readonly<Record<string, () => unknown>>;
  /** Receives its standard error, which is shown otherwise. */
  onStderr?: (text: string) => void;
}

export async function startClient(
  transport: 'stdio' | 'node-ipc',
  initializationOptions: object = {},
  capabilities: object = {},
  start: ServerStart = {},
): Promise<Client> {
  const child = transport === 'stdio' ? spawnServer(start) : fork(SERVER, ['--node-ipc'], { stdio: 'inherit' });
  const connection =
    transport === 'stdio' && child.stdout && child.stdin
      ? createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
      : createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const waiting = new Map<string, ((diagnostics: Diagnostic[]) => void)[]>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    waiting.get(uri)?.shift()?.(diagnostics);
  });
  for (const [method, answer] of Object.entries(start.onRequest ?? {})) connection.onRequest(method, answer);
  connection.listen();
  const initialized = await connection.sendRequest<Client['initialized']>('initialize', {
    processId: process.pid,
    rootUri: start.rootUri ?? null,
    capabilities,
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  return {
    process: child,
    connection,
    initialized,
    open: (uri, text, languageId = 'shellscript') =>
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } }),
    change: (uri, version, text) =>
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    diagnostics: (uri) => new Promise((resolveNext) => waiting.set(uri, [...(waiting.get(uri) ?? []), resolveNext])),
    stop: async () => {
      const exited = new Promise<number | null>((resolveCode) => child.once('exit', resolveCode));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return code;
    },
  };
}

/** Starts the server over its standard streams, with a channel for messages to code that Node loads before it. */
function spawnServer({
  execArgv = [],
  wrapper = [],
  environment,
  server = SERVER,
  args: serverArgs = [],
  onStderr,
}: ServerStart): ChildProcess {
  const [program = process.execPath, ...args] = [
    ...wrapper,
    process.execPath,
    ...execArgv,
    server,
    ...serverArgs,
    '--stdio',
  ];
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', onStderr ? 'pipe' : 'inherit', 'ipc'],
    ...(environment && { env: environment }),
  });
  child.stderr?.setEncoding('utf8').on('data', onStderr ?? (() => {}));
  // A server that was killed does not read its input.
  child.stdin?.on('error', () => {});
  return child;
}
