import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { CompletionList, Diagnostic } from 'vscode-languageserver';

// The bundle for browsers, in a scope that has what a web worker has.

const BUNDLE = resolve(import.meta.dirname, '../../dist/server.worker.js');

interface Message {
  id?: number;
  method?: string;
  params?: { uri: string; diagnostics: Diagnostic[] };
  result?: unknown;
}

/** Starts the server in a worker; `send` passes a message to it, and `posted` holds its own messages. */
function startWorker() {
  const posted: Message[] = [];
  const scope: Record<string, unknown> & { onmessage?: (event: { data: object }) => void } = {
    addEventListener: () => {},
    postMessage: (message: Message) => posted.push(message),
    ...{ atob, btoa, clearTimeout, console, performance, queueMicrotask, setTimeout, TextDecoder, TextEncoder, URL },
  };
  runInContext(readFileSync(BUNDLE, 'utf8'), createContext(scope));
  const send = (message: object): void => scope.onmessage?.({ data: { jsonrpc: '2.0', ...message } });
  return { posted, send };
}

/** Waits for a message of the server. */
async function waitFor(posted: readonly Message[], isWanted: (message: Message) => boolean): Promise<Message> {
  for (;;) {
    const found = posted.findLast(isWanted);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
}

describe('the server in a browser', () => {
  it('uses, checks and completes an open preflight.toml, although it can read no files', async () => {
    const { posted, send } = startWorker();
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    await waitFor(posted, ({ id }) => id === 1);
    send({ method: 'initialized', params: {} });
    const open = (uri: string, languageId: string, text: string): void =>
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId, version: 1, text } } });
    const settings = 'vscode-vfs://github/o/r/preflight.toml';
    const script = 'vscode-vfs://github/o/r/runs/a.sh';
    open(script, 'shellscript', 'megatron sft --model m --foo 1\n');
    open(settings, 'toml', 'gpu_memory = 80\n[severity]\n"cli.unknown-flag" = "hint"\n');
    const reports = (uri: string, code: string, severity: number) => (message: Message) =>
      message.params?.uri === uri &&
      message.params.diagnostics.some((each) => each.code === code && each.severity === severity);
    await waitFor(posted, reports(settings, 'settings.unknown-key', 2));
    await waitFor(posted, reports(script, 'cli.unknown-flag', 3));
    const params = { textDocument: { uri: settings }, position: { line: 3, character: 0 } };
    send({ id: 2, method: 'textDocument/completion', params });
    const { result } = await waitFor(posted, ({ id }) => id === 2);
    expect((result as CompletionList).items.map(({ label }) => label)).toContain('cli.bool');
  });

  it('uses and checks the text of a preflight.toml that the editor sends, until it is opened or sent anew', async () => {
    const { posted, send } = startWorker();
    const root = 'vscode-vfs://github/o/r';
    const settings = `${root}/preflight.toml`;
    const script = `${root}/runs/a.sh`;
    const configure = (text?: string): void => {
      const preflight = { folders: { [root]: {} }, projectTexts: text === undefined ? {} : { [settings]: text } };
      send({ method: 'workspace/didChangeConfiguration', params: { settings: { preflight } } });
    };
    const initializationOptions = { projectTexts: { [settings]: '[severity]\n"cli.unknown-flag" = "hint"\n' } };
    send({ id: 1, method: 'initialize', params: { processId: null, capabilities: {}, initializationOptions } });
    await waitFor(posted, ({ id }) => id === 1);
    send({ method: 'initialized', params: {} });
    const open = (uri: string, languageId: string, text: string): void =>
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId, version: 1, text } } });
    const lastReport = (uri: string): string[] =>
      posted
        .findLast(({ params }) => params?.uri === uri)
        ?.params?.diagnostics.map(({ code, severity }) => `${code} ${severity}`) ?? [];
    const expectReport = (uri: string, finding: string) => expect.poll(() => lastReport(uri)).toContain(finding);
    open(script, 'shellscript', 'megatron sft --model m --foo 1\n');
    await expectReport(script, 'cli.unknown-flag 3');
    configure('release = "4.2.3"\nlaunch = {}\n');
    await expectReport(script, 'cli.unknown-flag 1');
    await expectReport(settings, 'settings.launch 1');
    send({ id: 2, method: 'preflight/recipes', params: {} });
    expect((await waitFor(posted, ({ id }) => id === 2)).result).toMatchObject({ version: '4.2.3' });
    open(settings, 'toml', '[severity]\n"cli.unknown-flag" = "warning"\n');
    await expectReport(script, 'cli.unknown-flag 2');
    send({ method: 'textDocument/didClose', params: { textDocument: { uri: settings } } });
    await expectReport(script, 'cli.unknown-flag 1');
    configure();
    await expect.poll(() => lastReport(settings)).toEqual([]);
  });
});
