// A minimal language client over stdio. It has its own framing so that only the server is measured.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { atProcessEnd, killGroup } from '../host/process.mjs';
import { createFrameReader } from './frames.mjs';

/** Typical capabilities of an editor; servers do less work for one with fewer. */
const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true },
  textDocument: {
    synchronization: {},
    completion: {
      completionItem: {
        snippetSupport: true,
        documentationFormat: ['markdown'],
        resolveSupport: { properties: ['documentation'] },
      },
    },
    hover: { contentFormat: ['markdown'] },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  },
};

/**
 * Starts a server. `start` of the result is the moment before its start.
 * @param {{command: string, args: string[], folder: string, settings?: object}} options
 */
export function startClient({ command, args, folder, settings = {} }) {
  const waiting = new Map();
  const listeners = new Set();
  let lastId = 0;
  const server = startProcess({ command, args, folder }, receive, (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];

  function receive(message, at) {
    if (message.method === undefined) {
      const { resolve, reject } = waiting.get(message.id) ?? {};
      waiting.delete(message.id);
      if (message.error) reject?.(new Error(message.error.message));
      else resolve?.({ result: message.result, at });
    } else if (message.id !== undefined) {
      server.send({ id: message.id, result: answerRequest(message, settings, workspaceFolders) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      for (const listener of listeners) listener(message.params, at);
    }
  }

  /** Resolves to the result and the moment at which the answer was complete. */
  function request(method, params, timeout = 30_000) {
    const id = ++lastId;
    const answered = new Promise((resolve, reject) => {
      if (server.error()) reject(server.error());
      else waiting.set(id, { resolve, reject });
    });
    if (!server.error()) server.send({ id, method, params });
    return withTimeout(timeout, answered, `no answer to ${method}`);
  }

  /** Resolves to the moment of the next diagnostics that `accepts` accepts. */
  function waitForReport(accepts, timeout = 15_000) {
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
    onReport: (listener) => listeners.add(listener),
    memory: () => readResidentMegabytes(server.pid),
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
function startProcess({ command, args, folder }, receive, onEnd) {
  let stderr = '';
  let error;
  const start = performance.now();
  // A process group of its own, so that all processes of the server end with it.
  const child = spawn(command, args, { cwd: folder, stdio: 'pipe', detached: process.platform !== 'win32' });
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

/** The resident memory of a process; undefined on systems without /proc. */
function readResidentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}
