import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CursorParams } from './protocol';

/** The line that the user is editing. Findings about an unfinished line wait until the cursor leaves it. */
export interface EditedLine {
  /** Moves the cursor. Without a line, no config has the cursor. */
  moveCursor: (cursor: CursorParams | null) => void;
  /** The line of a document that is being edited, from 0. */
  find: (uri: string) => number | undefined;
}

/** Follows the edited line of `open`. `refresh` is called for each document whose waiting findings may change. */
export function createEditedLine(open: TextDocuments<TextDocument>, refresh: (uri: string) => void): EditedLine {
  /** The versions that were opened or saved: what is on the disk runs, so nothing in it waits. */
  const settledVersions = new Map<string, number>();
  let cursor: Required<CursorParams> | undefined;
  const isEdited = (uri: string): boolean => open.get(uri) !== undefined && settledVersions.get(uri) !== versionOf(uri);
  const versionOf = (uri: string): number | undefined => open.get(uri)?.version;
  open.onDidOpen(({ document: { uri, version } }) => void settledVersions.set(uri, version));
  open.onDidSave(({ document: { uri, version } }) => {
    settledVersions.set(uri, version);
    if (cursor?.uri === uri) refresh(uri);
  });
  open.onDidClose(({ document: { uri } }) => void settledVersions.delete(uri));
  return {
    moveCursor: (moved) => {
      const before = cursor;
      cursor = toCursor(moved);
      if (before?.uri === cursor?.uri && before?.line === cursor?.line) return;
      for (const uri of new Set([before?.uri, cursor?.uri])) if (uri !== undefined && isEdited(uri)) refresh(uri);
    },
    find: (uri) => (cursor?.uri === uri && isEdited(uri) ? cursor.line : undefined),
  };
}

/** Reads the cursor, which any client may send. */
function toCursor(moved: CursorParams | null): Required<CursorParams> | undefined {
  const { uri, line } = moved ?? {};
  return typeof uri === 'string' && typeof line === 'number' && Number.isInteger(line) && line >= 0
    ? { uri, line }
    : undefined;
}
