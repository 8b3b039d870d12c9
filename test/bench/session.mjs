// A session of one server with one open document. Answers come with the moment at which they were complete.
import { setTimeout as sleep } from 'node:timers/promises';
import { startClient } from './client.mjs';
import { elapsed, readMemory, readProcessorTime, takeMoment, waitUntilQuiet } from './clock.mjs';
import { findNode } from './servers.mjs';

const INCREMENTAL = 2;

const linesOf = ({ diagnostics }) => new Set(diagnostics.map(({ range }) => range.start.line));

/** @param {object} server one of listServers */
export function startSession(server) {
  const { folder, uri, language, text } = server.file;
  const { settings, env } = server;
  const client = startClient({ command: findNode(), args: [server.program, ...server.args], folder, settings, env });
  const lines = text.split('\n');
  let version = 1;
  let syncKind = INCREMENTAL;
  let isAsked = false;
  let reported;

  // A late report on an earlier text does not count. Some servers omit the version.
  const isCurrent = (params) => params.uri === uri && (params.version ?? version) === version;
  client.onReport((params) => {
    if (isCurrent(params)) reported = linesOf(params);
  });

  const initialized = client.initialize().then(({ textDocumentSync, diagnosticProvider }) => {
    syncKind = textDocumentSync?.change ?? textDocumentSync;
    isAsked = diagnosticProvider !== undefined;
  });
  // Callers that await it get the error; without one it must not end the process.
  initialized.catch(() => {});

  /** Asks for diagnostics as an editor does after an edit, if the server never sends them unasked. */
  const askForReport = async () => {
    if (isAsked) await client.pull(uri, version);
  };

  const openText = (other) =>
    client.notify('textDocument/didOpen', { textDocument: { languageId: language, version: 1, ...other } });

  /** Waits for the first diagnostics, and then until the server is quiet: some read their settings only then. */
  async function waitUntilSettled() {
    for (let tries = 0; !reported && client.isOpen() && tries < 300; tries++) await sleep(100);
    await sleep(500);
    await waitUntilQuiet(client.pid);
  }

  /** Replaces `remove` characters of a line, and returns the moment before the server is notified. */
  function edit(line, character, remove, newText) {
    const before = lines[line];
    lines[line] = before.slice(0, character) + newText + before.slice(character + remove);
    version += 1;
    const range = { start: { line, character }, end: { line, character: character + remove } };
    const change = syncKind === INCREMENTAL ? { range, text: newText } : { text: lines.join('\n') };
    const at = takeMoment(client.pid);
    client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    return at;
  }

  const request = (feature, line, character) =>
    client.request(`textDocument/${feature}`, { textDocument: { uri }, position: { line, character } });

  return {
    start: client.start,
    initialized,
    openText,
    open: async () => {
      await initialized;
      openText({ uri, text });
      askForReport().catch(() => {});
    },
    waitUntilSettled,
    askForReport,
    edit,
    edits: () => version - 1,
    now: () => takeMoment(client.pid),
    elapsed,
    /** The lines with a diagnostic. */
    reported: () => reported ?? new Set(),
    /** Resolves to the moment of the next diagnostics whose lines `accepts` accepts. */
    nextReport: (accepts) => client.waitForReport((params) => isCurrent(params) && accepts(linesOf(params))),
    complete: async (line, character) => {
      const { result, at } = await request('completion', line, character);
      return { result, items: (result?.items ?? result ?? []).length, at };
    },
    hover: (line, character) => request('hover', line, character),
    processorTime: () => readProcessorTime(client.pid),
    waitUntilQuiet: () => waitUntilQuiet(client.pid),
    memory: () => readMemory(client.pid),
    stop: client.stop,
  };
}
