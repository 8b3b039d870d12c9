import type { TextDocuments } from 'vscode-languageserver';
import { isContentChange, isDocument } from './params';

type DocumentConnection = Parameters<TextDocuments<never>['listen']>[0];

/**
 * The connection through which documents arrive, without notifications whose parameters have the wrong types: a text
 * that is not a string would disable its document until it is closed.
 */
export function dropInvalidEvents(connection: DocumentConnection): DocumentConnection {
  return {
    onDidOpenTextDocument: (handle) => connection.onDidOpenTextDocument(whenValid(handle, OPENED)),
    onDidChangeTextDocument: (handle) =>
      connection.onDidChangeTextDocument(
        whenValid(
          handle,
          { version: 'number' },
          ({ contentChanges }) => Array.isArray(contentChanges) && contentChanges.every(isContentChange),
        ),
      ),
    onDidCloseTextDocument: (handle) => connection.onDidCloseTextDocument(whenValid(handle)),
    onDidSaveTextDocument: (handle) => connection.onDidSaveTextDocument(whenValid(handle)),
    onWillSaveTextDocument: (handle) => connection.onWillSaveTextDocument(whenValid(handle)),
    onWillSaveTextDocumentWaitUntil: (handle) => connection.onWillSaveTextDocumentWaitUntil(handle),
  };
}

const OPENED = { languageId: 'string', version: 'number', text: 'string' } as const;

/** Wraps the handler of a notification: it is called only for a document with fields of the given types. */
const whenValid =
  <P extends { textDocument: unknown }>(
    handle: (params: P) => void,
    fields: Parameters<typeof isDocument>[1] = {},
    isValid: (params: P) => boolean = () => true,
  ) =>
  (params: P | null): void => {
    if (params && isDocument(params.textDocument, fields) && isValid(params)) handle(params);
  };
