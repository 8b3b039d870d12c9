/** One server with one open document: edits by line and character, answers with the moment at which they were complete. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startClient } from './client.mjs';
import { nodeProgram } from './servers.mjs';

const INCREMENTAL = 2;

/**
 * @param {object} server one of serversFor
 * @param {{uri: string, folder: string, language: string, text: string}} file
 */
export function startSession(server, { uri, folder, language, text }) {
  const command = nodeProgram();
  const client = startClient({ command, args: [server.script, ...server.args], folder, settings: server.settings });
  const lines = text.split('\n');
  let version = 1;
  let syncKind = INCREMENTAL;
  let reported;

  const linesOf = ({ diagnostics }) => new Set(diagnostics.map(({ range }) => range.start.line));
  // Some servers leave the version out; a late report on an earlier text must not pass where it is there.
  const isCurrent = (params) => params.uri === uri && (params.version ?? version) === version;
  client.onReport((params) => {
    if (isCurrent(params)) reported = linesOf(params);
  });

  const opened = client.initialize().then(({ textDocumentSync }) => {
    syncKind = textDocumentSync?.change ?? textDocumentSync;
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: language, version, text } });
  });
  // Who waits for it gets the reason; nobody has to.
  opened.catch(() => {});

  /** The first diagnostics came, and there was time for more: some servers read their settings only then. */
  async function settled() {
    await opened;
    for (let tries = 0; !reported && tries < 300; tries++) await sleep(100);
    await sleep(700);
  }

  /** Replaces `remove` characters of a line, and returns the moment before the server is told. */
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

  const ask = (feature, line, character) =>
    client.request(`textDocument/${feature}`, { textDocument: { uri }, position: { line, character } });

  return {
    start: client.start,
    opened,
    settled,
    edit,
    /** The lines that have a diagnostic now. */
    reported: () => reported ?? new Set(),
    /** Resolves to the moment of the next diagnostics whose lines `fits` accepts. */
    nextReport: (fits) => client.report((params) => isCurrent(params) && fits(linesOf(params))),
    complete: async (line, character) => {
      const { result, at } = await ask('completion', line, character);
      return { items: (result?.items ?? result ?? []).length, at };
    },
    hover: (line, character) => ask('hover', line, character),
    memory: client.memory,
    stop: client.stop,
  };
}
