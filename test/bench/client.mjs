// A minimal language client over stdio. It has its own framing so that only the server is measured.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { atProcessEnd, killGroup } from '../host/process.mjs';
import { takeMoment } from './clock.mjs';
import { createFrameReader } from './frames.mjs';

/** The capabilities of VS Code that matter here; servers do other work for an editor with fewer. */
const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    synchronization: {},
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown', 'plaintext'],
        labelDetailsSupport: true,
        insertReplaceSupport: true,
        resolveSupport: { properties: ['documentation', 'detail', 'additionalTextEdits'] },
      },
      completionList: { itemDefaults: ['commitCharacters', 'editRange', 'insertTextFormat', 'insertTextMode', 'data'] },
      contextSupport: true,
    },
    hover: { contentFormat: ['markdown'] },
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true },
    diagnostic: {},
  },
};

/**
 * Starts a server. `start` of the result is the moment before its start, and every answer has the moment at which it was
 * complete.
 * @param {{command: string, args: string[], folder: string, settings?: object, env?: object}} options
 */
export function startClient({ command, args, folder, settings = {}, env = {} }) {
  const waiting = new Map();
  const listeners = new Set();
  let lastId = 0;
  const server = startProcess({ command, args, folder, env }, receive, (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];

  function receive(message, arrivedAt) {
    const at = takeMoment(server.pid, arrivedAt);
    if (message.method === undefined) {
      const { resolve, reject } = waiting.get(message.id) ?? {};
      waiting.delete(message.id);
      if (message.error) reject?.(new Error(message.error.message));
      else resolve?.({ result: message.result, at });
    } else if (message.id !== undefined) {
      server.send({ id: message.id, result: answerRequest(message, settings, workspaceFolders) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      report(message.params, at);
    }
  }

  function report(params, at) {
    for (const listener of listeners) listener(params, at);
  }

  /** Resolves to the result and the moment at which the answer was complete. */
  function request(method, params, timeout = 10_000) {
    const id = ++lastId;
    const answered = new Promise((resolve, reject) => {
      if (server.error()) reject(server.error());
      else waiting.set(id, { resolve, reject });
    });
    if (!server.error()) server.send({ id, method, params });
    return withTimeout(timeout, answered, `no answer to ${method}`);
  }

  /** Resolves to the moment of the next diagnostics that `accepts` accepts. */
  function waitForReport(accepts, timeout = 10_000) {
    let listener;
    const reported = new Promise((resolve) => {
      listener = (params, at) => accepts(params) && resolve(at);
      listeners.add(listener);
    });
    const reportedOrEnded = Promise.race([reported, server.ended.then(() => Promise.reject(server.error()))]);
    return withTimeout(timeout, reportedOrEnded, 'no matching diagnostics').finally(() => listeners.delete(listener));
  }

  return {
    start: server.start,
    initialize: () => initialize(request, server.send, workspaceFolders, settings),
    request,
    notify: (method, params) => server.send({ method, params }),
    waitForReport,
    /** Requests the diagnostics of a server that never sends them unasked, and reports them. */
    pull: async (uri, version) => {
      const { result, at } = await request('textDocument/diagnostic', { textDocument: { uri } });
      report({ uri, version, diagnostics: result.items }, at);
    },
    onReport: (listener) => listeners.add(listener),
    pid: server.pid,
    isOpen: () => server.error() === undefined,
    stop: async () => {
      await request('shutdown', undefined, 2000).catch(() => {});
      await server.stop();
    },
  };
}

/** Initializes a server with its settings, and returns its capabilities. */
async function initialize(request, send, workspaceFolders, settings) {
  const workspace = { processId: process.pid, rootUri: workspaceFolders[0].uri, workspaceFolders };
  const { result } = await request('initialize', { ...workspace, capabilities: CAPABILITIES });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  return result.capabilities;
}

/** Starts the process of a server. `receive` is called with each message, and `onEnd` with the error that ends it. */
function startProcess({ command, args, folder, env }, receive, onEnd) {
  let stderr = '';
  let error;
  const start = takeMoment();
  // A process group of its own, so that all processes of the server end with it.
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'pipe',
    detached: process.platform !== 'win32',
  });
  const kill = () => (process.platform === 'win32' ? child.kill('SIGKILL') : killGroup(child, 'SIGKILL'));
  const forgetKill = atProcessEnd(kill);
  const ended = new Promise((resolve) => {
    const end = (reason) => {
      const cause = stderr.trim().split('\n');
      const errorLine = cause.find((line) => /error/i.test(line)) ?? '';
      error ??= new Error([reason, errorLine].filter(Boolean).join(': ').slice(0, 200));
      onEnd(error);
      resolve();
    };
    child.on('error', ({ message }) => end(`cannot start: ${message}`));
    child.on('exit', (code, signal) => end(`the server exited (${signal ?? code})`));
  });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (bytes) => (stderr = (stderr + bytes).slice(0, 10_000)));
  child.stdout.on('data', createFrameReader(receive));
  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  const stop = async () => {
    if (!error) send({ method: 'exit' });
    await Promise.race([ended, sleep(1000, undefined, { ref: false })]);
    kill();
    forgetKill();
  };
  return { start, pid: child.pid, ended, error: () => error, send, stop };
}

/** The answer to a request of the server. */
function answerRequest({ method, params }, settings, workspaceFolders) {
  const readSection = (name) => (name ? name.split('.').reduce((value, key) => value?.[key], settings) : settings);
  if (method === 'workspace/configuration') return params.items.map(({ section }) => readSection(section) ?? null);
  return method === 'workspace/workspaceFolders' ? workspaceFolders : null;
}

function withTimeout(milliseconds, promise, reason) {
  let timer;
  const expired = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${reason} within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, expired]).finally(() => clearTimeout(timer));
}
