import type { Connection, TextDocumentIdentifier, TextDocumentPositionParams } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Service } from '../core/service';
import type { OpenDocument } from './documentStore';
import type { Documents } from './documents';
import type { Log } from './handler';
import { isProjectFile } from './projectCache';

/** The values that request handlers work with. */
export interface RequestContext {
  connection: Connection;
  service: Service;
  documents: Documents;
  log: Log;
}

/** The open document of a request with the offset of its position. */
export function openAt(
  documents: Documents,
  { textDocument, position }: TextDocumentPositionParams,
): (OpenDocument & { offset: number }) | undefined {
  const open = documents.get(textDocument.uri);
  return open && { ...open, offset: open.texts.own.offsetAt(position) };
}

/** The text of the open `preflight.toml` that a request is about. */
export const projectAt = (
  documents: Documents,
  { textDocument: { uri } }: { textDocument: TextDocumentIdentifier },
): TextDocument | undefined => (isProjectFile(uri) ? documents.text(uri) : undefined);
