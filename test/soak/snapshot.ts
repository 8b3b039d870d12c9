import type { Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createRequestParams } from '../support/randomEditor';
import type { Random } from './random';
import type { SoakServer } from './server';

/** Everything that a server says about its documents: answers and findings by name, as JSON. */
export type Snapshot = Map<string, string>;

/** A position for which a snapshot has the answers. */
export interface Site {
  text: TextDocument;
  position: Position;
}

export const DOCUMENT_METHODS = [
  'textDocument/diagnostic',
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/codeLens',
  'textDocument/documentLink',
  'textDocument/inlayHint',
];
export const POSITION_METHODS = [
  'textDocument/completion',
  'textDocument/hover',
  'textDocument/codeAction',
  'textDocument/definition',
  'textDocument/references',
];

/** Chooses positions in every document: half of them at a finding, if there is one. */
export function chooseSites(
  server: SoakServer,
  texts: readonly TextDocument[],
  perDocument: number,
  random: Random,
): Site[] {
  return texts.flatMap((text) =>
    Array.from({ length: perDocument }, () => ({ text, position: choosePosition(server, text, random) })),
  );
}

/** Chooses a position in a document. Findings are more interesting than other positions. */
export function choosePosition(server: SoakServer, text: TextDocument, random: Random): Position {
  const findings = server.published.get(text.uri) ?? [];
  if (findings.length > 0 && random.isOneIn(2)) return random.pick(findings).range.start;
  const line = random.below(text.lineCount);
  return text.positionAt(text.offsetAt({ line, character: random.below(50) }));
}

/** The parameters of any request at a position; requests about a range get a few lines below it. */
export function createParams({ uri }: TextDocument, position: Position): object {
  const end = { line: position.line + 40, character: 0 };
  return createRequestParams(uri, position, { start: position, end });
}

export async function takeSnapshot(
  server: SoakServer,
  texts: readonly TextDocument[],
  sites: readonly Site[],
): Promise<Snapshot> {
  const snapshot: Snapshot = new Map();
  const add = async (name: string, method: string, text: TextDocument, position: Position): Promise<void> => {
    snapshot.set(name, JSON.stringify(await server.request(method, createParams(text, position))) ?? 'nothing');
  };
  for (const text of texts)
    for (const method of DOCUMENT_METHODS) await add(`${text.uri} ${method}`, method, text, { line: 0, character: 0 });
  for (const [index, { text, position }] of sites.entries()) {
    const at = `${text.uri}:${position.line}:${position.character} (${index})`;
    for (const method of POSITION_METHODS) await add(`${at} ${method}`, method, text, position);
  }
  for (const [uri, findings] of server.published) snapshot.set(`${uri} published`, JSON.stringify(findings));
  return snapshot;
}

const CONTEXT_LENGTH = 60;

/** Describes the differences of two snapshots: the name, and both texts from shortly before they differ. */
export function compareSnapshots(soaked: Snapshot, fresh: Snapshot): string[] {
  const names = new Set([...soaked.keys(), ...fresh.keys()]);
  return [...names].flatMap((name) => {
    const a = soaked.get(name) ?? 'nothing';
    const b = fresh.get(name) ?? 'nothing';
    if (a === b) return [];
    let at = 0;
    while (a[at] === b[at]) at++;
    const from = Math.max(0, at - CONTEXT_LENGTH);
    const cut = (text: string): string => text.slice(from, at + 2 * CONTEXT_LENGTH);
    return [`${name}\n      has ${cut(a)}\n    fresh ${cut(b)}`];
  });
}
