/** A language client of the smallest kind, over stdio. It has its own framing so that nothing but the server is measured. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { atProcessEnd, killGroup } from '../host/process.mjs';
import { frameReader } from './frames.mjs';

/** What an editor tells of itself; servers do less work for one that can do little. */
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
 * Starts a server. `start` of what comes back is the moment before that.
 * @param {{command: string, args: string[], folder: string, settings?: object}} options
 */
export function startClient({ command, args, folder, settings = {} }) {
  const waiting = new Map();
  const listeners = new Set();
  let errors = '';
  let lastId = 0;
  let gone;

  const start = performance.now();
  // A group of its own, so that what the server starts in its turn ends with it.
  const child = spawn(command, args, { cwd: folder, stdio: 'pipe', detached: process.platform !== 'win32' });
  const kill = () => (process.platform === 'win32' ? child.kill('SIGKILL') : killGroup(child, 'SIGKILL'));
  const forgetKill = atProcessEnd(kill);
  const ended = new Promise((resolve) => {
    const end = (reason) => {
      const said =
        errors
          .trim()
          .split('\n')
          .find((line) => /error/i.test(line)) ?? '';
      gone ??= new Error([reason, said].filter(Boolean).join(': ').slice(0, 200));
      for (const { reject } of waiting.values()) reject(gone);
      waiting.clear();
      resolve();
    };
    child.on('error', (error) => end(`cannot start: ${error.message}`));
    child.on('exit', (code, signal) => end(`the server ended (${signal ?? code})`));
  });
  child.stdin.on('error', () => {});
  child.stderr.on('data', (bytes) => (errors = (errors + bytes).slice(0, 10_000)));
  child.stdout.on('data', frameReader(receive));

  function receive(message, at) {
    if (message.method === undefined) {
      const { resolve, reject } = waiting.get(message.id) ?? {};
      waiting.delete(message.id);
      if (message.error) reject?.(new Error(message.error.message));
      else resolve?.({ result: message.result, at });
    } else if (message.id !== undefined) {
      send({ id: message.id, result: answer(message) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      for (const listener of listeners) listener(message.params, at);
    }
  }

  const section = (name) => (name ? name.split('.').reduce((value, key) => value?.[key], settings) : settings);
  function answer({ method, params }) {
    if (method === 'workspace/configuration') return params.items.map((item) => section(item.section) ?? null);
    return method === 'workspace/workspaceFolders' ? workspaceFolders : null;
  }
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: 'bench' }];

  function send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  }

  /** Resolves to the result and the moment at which the answer was complete. */
  function request(method, params, timeout = 30_000) {
    const id = ++lastId;
    const answered = new Promise((resolve, reject) => {
      if (gone) reject(gone);
      else waiting.set(id, { resolve, reject });
    });
    if (!gone) send({ id, method, params });
    return within(timeout, answered, `no answer to ${method}`);
  }

  /** Resolves to the moment of the first diagnostics that `fits` accepts. Only what arrives from now on counts. */
  function report(fits, timeout = 15_000) {
    let listener;
    const reported = new Promise((resolve) => {
      listener = (params, at) => fits(params) && resolve(at);
      listeners.add(listener);
    });
    const orGone = Promise.race([reported, ended.then(() => Promise.reject(gone))]);
    return within(timeout, orGone, 'the diagnostics waited for did not come').finally(() => listeners.delete(listener));
  }

  async function initialize() {
    const about = { processId: process.pid, rootUri: workspaceFolders[0].uri, workspaceFolders };
    const { result } = await request('initialize', { ...about, capabilities: CAPABILITIES });
    send({ method: 'initialized', params: {} });
    send({ method: 'workspace/didChangeConfiguration', params: { settings } });
    return result.capabilities;
  }

  async function stop() {
    await request('shutdown', undefined, 2000).catch(() => {});
    if (!gone) send({ method: 'exit' });
    await Promise.race([ended, sleep(1000, undefined, { ref: false })]);
    kill();
    forgetKill();
  }

  return {
    start,
    initialize,
    request,
    notify: (method, params) => send({ method, params }),
    report,
    onReport: (listener) => listeners.add(listener),
    memory: () => residentMegabytes(child.pid),
    stop,
  };
}

function within(milliseconds, promise, reason) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${reason} within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Undefined on systems without /proc. */
function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}
