import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource, type ResponseError } from 'vscode-jsonrpc';
import {
  type Diagnostic,
  type LogMessageParams,
  MessageType,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { FOCUS, SERVER_OPTIONS } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

/** Processor time and memory of a server. The memory is known only after a collection. */
export interface Usage {
  processorMs: number;
  residentBytes: number;
  heapBytes: number;
}

/** A server that is observed: its exceptions, its findings and what it costs. */
export interface SoakServer {
  client: Client;
  /** Errors in its log and on its standard error, errors as answers, missing answers, and an unexpected end. */
  exceptions: string[];
  /** The findings that it has sent last, by URI. Files without findings are missing. */
  published: Map<string, Diagnostic[]>;
  open: (text: TextDocument) => Promise<void>;
  /** Sends a change, and waits for the findings of the new text. */
  change: (text: TextDocument, changes: TextDocumentContentChangeEvent[]) => Promise<void>;
  close: (uri: string) => void;
  /** Sends a request, and cancels it if that is wanted. */
  request: (method: string, params: object, isCanceled?: boolean) => Promise<unknown>;
  notify: (method: string, params?: object) => void;
  /** Waits until timers have run, and measures. */
  measure: (collect?: boolean) => Promise<Usage>;
  /** Reads all files again, and waits until the server has nothing to do. */
  settle: () => Promise<void>;
  stop: () => Promise<void>;
}

const PROBE = resolve(import.meta.dirname, '../../test/soak/probe.cjs');
/** Time after which the server has linted the documents that share a run with an edited one. */
const NEIGHBOR_DELAY_MS = 250;
const MAX_ANSWER_MS = 120_000;
/** Canceled, changed in the meantime, refused with a reason, an unknown method, wrong parameters. */
const EXPECTED_CODES = [-32800, -32801, -32803, -32601, -32602];
/** Requests of an editor that wants to be told of new lenses and hints. */
const CAPABILITIES = {
  workspace: { codeLens: { refreshSupport: true }, inlayHint: { refreshSupport: true } },
  textDocument: { publishDiagnostics: { versionSupport: true } },
};

export async function startSoakServer(settings: object): Promise<SoakServer> {
  const exceptions: string[] = [];
  const published = new Map<string, Diagnostic[]>();
  const onReport = new Map<string, (version: number) => void>();
  const onStderr = (text: string): void => void exceptions.push(`standard error: ${text}`);
  const execArgv = [...SERVER_OPTIONS, '--expose-gc', '--require', PROBE];
  const client = await startClient('stdio', settings, CAPABILITIES, { execArgv, onStderr });
  const { connection } = client;
  let isStopping = false;
  connection.onNotification('textDocument/publishDiagnostics', (report: PublishDiagnosticsParams) => {
    if (report.diagnostics.length > 0) published.set(report.uri, report.diagnostics);
    else published.delete(report.uri);
    onReport.get(report.uri)?.(report.version ?? 0);
  });
  connection.onNotification('window/logMessage', ({ type, message }: LogMessageParams) => {
    if (type === MessageType.Error) exceptions.push(message);
  });
  for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh'])
    connection.onRequest(method, () => null);
  client.process.once('exit', (code, signal) => {
    if (!isStopping) exceptions.push(`the server exited (${signal ?? code})`);
  });

  const waitForReport = (uri: string, version: number): Promise<void> =>
    withLimit(`findings of ${uri}`, exceptions, (done) => {
      onReport.set(uri, (reported) => reported >= version && done(undefined));
    });
  const measure = createMeasure(client, exceptions);
  const request: SoakServer['request'] = async (method, params, isCanceled = false) => {
    const cancel = new CancellationTokenSource();
    const answer = withLimit<unknown>(`answer to ${method}`, exceptions, (done) => {
      connection.sendRequest(method, params, cancel.token).then(done, (error: ResponseError<void>) => {
        if (!EXPECTED_CODES.includes(error.code)) exceptions.push(`${method}: ${error.message} (${error.code})`);
        done(undefined);
      });
    });
    if (isCanceled) cancel.cancel();
    return answer;
  };
  const notify = (method: string, params: object = {}): void => void connection.sendNotification(method, params);
  return {
    client,
    exceptions,
    published,
    request,
    notify,
    measure,
    open: async (text) => {
      const { uri, languageId, version } = text;
      const reported = waitForReport(uri, version);
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text: text.getText() } });
      await reported;
    },
    change: async ({ uri, version }, contentChanges) => {
      const reported = waitForReport(uri, version);
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
      await reported;
    },
    close: (uri) => notify('textDocument/didClose', { textDocument: { uri } }),
    settle: async () => {
      notify(FOCUS);
      await sleep(NEIGHBOR_DELAY_MS);
      // An answer means that every earlier message has been read; then the timers run that those have set.
      for (let round = 0; round < 2; round++) {
        await request('textDocument/documentSymbol', { textDocument: { uri: 'untitled:none' } });
        await measure();
      }
    },
    stop: async () => {
      isStopping = true;
      if (client.process.exitCode === null && client.process.signalCode === null) await client.stop();
    },
  };
}

/** Waits for a result. After the time limit, that is an exception, and the result is undefined. */
function withLimit<T>(
  what: string,
  exceptions: string[],
  start: (done: (value: T) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolveResult) => {
    const timer = setTimeout(() => {
      exceptions.push(`no ${what} within ${MAX_ANSWER_MS / 1000} s`);
      resolveResult(undefined);
    }, MAX_ANSWER_MS);
    start((value) => {
      clearTimeout(timer);
      resolveResult(value);
    });
  });
}

interface ProbeAnswer {
  id: number;
  processorMs: number;
  resident: number;
  heap: number;
}

function createMeasure(client: Client, exceptions: string[]): SoakServer['measure'] {
  const waiting = new Map<number, (answer: ProbeAnswer) => void>();
  let lastId = 0;
  client.process.on('message', (answer) => {
    const { id } = answer as ProbeAnswer;
    waiting.get(id)?.(answer as ProbeAnswer);
    waiting.delete(id);
  });
  return async (collect = false) => {
    const id = ++lastId;
    const answer = await withLimit<ProbeAnswer>('measurement', exceptions, (done) => {
      waiting.set(id, done);
      client.process.send?.({ id, collect });
    });
    const { processorMs = 0, resident = 0, heap = 0 } = answer ?? {};
    return { processorMs, residentBytes: resident, heapBytes: heap };
  };
}
