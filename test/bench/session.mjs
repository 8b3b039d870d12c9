// A session of one server with one open document. Answers come with the moment at which they were complete.
import { setTimeout as sleep } from 'node:timers/promises';
import { startClient } from './client.mjs';
import { findNode } from './measuredServers.mjs';

const INCREMENTAL = 2;

/**
 * @param {object} server one of createServers
 * @param {{uri: string, folder: string, language: string, text: string}} file
 */
export function startSession(server, { uri, folder, language, text }) {
  const command = findNode();
  const client = startClient({ command, args: [server.script, ...server.args], folder, settings: server.settings });
  const lines = text.split('\n');
  let version = 1;
  let syncKind = INCREMENTAL;
  let reported;

  const linesOf = ({ diagnostics }) => new Set(diagnostics.map(({ range }) => range.start.line));
  // A late report on an earlier text does not count. Some servers omit the version.
  const isCurrent = (params) => params.uri === uri && (params.version ?? version) === version;
  client.onReport((params) => {
    if (isCurrent(params)) reported = linesOf(params);
  });

  const opened = client.initialize().then(({ textDocumentSync }) => {
    syncKind = textDocumentSync?.change ?? textDocumentSync;
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: language, version, text } });
  });
  // Callers that await `opened` get the error; without one it must not end the process.
  opened.catch(() => {});

  /** Waits for the first diagnostics, and then for more: some servers read their settings only then. */
  async function waitUntilSettled() {
    await opened;
    for (let tries = 0; !reported && tries < 300; tries++) await sleep(100);
    await sleep(700);
  }

  /** Replaces `remove` characters of a line, and returns the moment before the server is notified. */
  function edit(line, character, remove, newText) {
    const before = lines[line];
    lines[line] = before.slice(0, character) + newText + before.slice(character + remove);
    version += 1;
    const range = { start: { line, character }, end: { line, character: character + remove } };
    const at = performance.now();
    const change = syncKind === INCREMENTAL ? { range, text: newText } : { text: lines.join('\n') };
    client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    return at;
  }

  const request = (feature, line, character) =>
    client.request(`textDocument/${feature}`, { textDocument: { uri }, position: { line, character } });

  return {
    start: client.start,
    opened,
    waitUntilSettled,
    edit,
    /** The lines with a diagnostic. */
    reported: () => reported ?? new Set(),
    /** Resolves to the moment of the next diagnostics whose lines `accepts` accepts. */
    nextReport: (accepts) => client.waitForReport((params) => isCurrent(params) && accepts(linesOf(params))),
    complete: async (line, character) => {
      const { result, at } = await request('completion', line, character);
      return { items: (result?.items ?? result ?? []).length, at };
    },
    hover: (line, character) => request('hover', line, character),
    memory: client.memory,
    stop: client.stop,
  };
}
