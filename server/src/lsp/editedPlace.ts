import { TextDocumentSaveReason, type TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isBegun, type TypedPlace } from '../core/features/unfinishedText';
import { toTypedPlace } from './convert';
import type { CursorParams } from './protocol';

/** The line of the cursor, and the column of the word in it that the cursor touches, both from 0. */
interface Cursor {
  uri: string;
  line: number;
  word?: number | undefined;
}

/** Follows the place that the user edits. Findings about unfinished text wait until the cursor leaves it. */
interface EditedPlaceFollower {
  /** Moves the cursor. Without a line, no config has the cursor. */
  moveCursor: (cursor: CursorParams | null) => void;
  /** Finds the place in a document that is being edited. */
  find: (uri: string) => TypedPlace | undefined;
}

/** The place of the cursor in a new file until the client reports it. */
const BEGINNING = { line: 0 };

/**
 * Follows the edited place of `open`. `refresh` is called for each document whose waiting findings may change, and
 * `reportsCursor` tells whether the client says where the cursor is.
 */
export function createEditedPlace(
  open: TextDocuments<TextDocument>,
  refresh: (uri: string) => void,
  reportsCursor: () => boolean,
): EditedPlaceFollower {
  /** The versions that were opened or saved: what is on the disk runs, so nothing in it waits. */
  const settledVersions = new Map<string, number>();
  /** New files that were opened since the client last said where the cursor is: it may be there. */
  const begun = new Set<string>();
  let cursor: Cursor | undefined;
  const isEdited = (uri: string): boolean => open.get(uri) !== undefined && settledVersions.get(uri) !== versionOf(uri);
  const versionOf = (uri: string): number | undefined => open.get(uri)?.version;
  open.onDidOpen(({ document }) => {
    // A new file is opened to be written.
    if (isBegun(document.getText())) begun.add(document.uri);
    else settledVersions.set(document.uri, document.version);
  });
  /** Documents that the editor is saving on its own after a pause, in which the user still types. */
  const savedInPause = new Set<string>();
  open.onWillSave(({ document: { uri }, reason }) => {
    if (reason === TextDocumentSaveReason.AfterDelay) savedInPause.add(uri);
    else savedInPause.delete(uri);
  });
  open.onDidSave(({ document: { uri, version } }) => {
    if (savedInPause.delete(uri)) return;
    settledVersions.set(uri, version);
    if (cursor?.uri === uri) refresh(uri);
  });
  open.onDidClose(({ document: { uri } }) => {
    settledVersions.delete(uri);
    begun.delete(uri);
    savedInPause.delete(uri);
  });
  return {
    moveCursor: (moved) => {
      const before = cursor;
      const affected = new Set([...begun, before?.uri]);
      begun.clear();
      cursor = toCursor(moved);
      const hasMoved = before?.uri !== cursor?.uri || before?.line !== cursor?.line || before?.word !== cursor?.word;
      if (!hasMoved && affected.size === 1) return;
      for (const uri of affected.add(cursor?.uri)) if (uri !== undefined && isEdited(uri)) refresh(uri);
    },
    find: (uri) => {
      const text = open.get(uri);
      if (!text || !isEdited(uri)) return undefined;
      if (cursor?.uri === uri) return toTypedPlace(text, cursor);
      return begun.has(uri) && reportsCursor() ? toTypedPlace(text, BEGINNING) : undefined;
    },
  };
}

/** Reads the cursor, which any client may send. */
function toCursor(moved: CursorParams | null): Cursor | undefined {
  const { uri, line, word } = moved ?? {};
  if (typeof uri !== 'string' || !isIndex(line)) return undefined;
  return { uri, line, word: isIndex(word) ? word : undefined };
}

const isIndex = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
