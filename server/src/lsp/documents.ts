import { type Connection, type Diagnostic, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';
import type { Document } from '../core/document/document';
import type { Service } from '../core/service';
import { type ContextCache, createContextCache } from './contextCache';
import { dropInvalidEvents } from './documentEvents';
import { createDocumentStore, type DocumentStore, type OpenDocument } from './documentStore';
import { type Log, logErrors } from './handler';
import type { Host } from './host';
import { DEFAULT_SETTINGS, type Settings } from './protocol';
import { createPublisher } from './publisher';
import { readSettings } from './settings';

/** The open documents as the requests see them. */
export interface Documents {
  get: (uri: string) => OpenDocument | undefined;
  settings: () => Settings;
  /** The findings of a document, for editors that request them. */
  diagnostics: (uri: string) => Diagnostic[];
  /** Stops sending findings; `requestPull` asks the editor to request them again. */
  enablePull: (requestPull: () => void) => void;
  /** Applies new settings and lints all documents again. */
  configure: (settings: unknown) => void;
  /** Reads the files around all documents again, which may have changed. */
  refreshContext: () => void;
}

/** Follows the documents of the editor. `refreshViews` runs when the files around one change what else is shown of it. */
export function createDocuments(
  connection: Connection,
  service: Service,
  host: Host,
  log: Log,
  refreshViews: () => void,
): Documents {
  let settings: Settings = DEFAULT_SETTINGS;
  const open = new TextDocuments(TextDocument);
  const openTexts = { get: (uri: string) => open.get(uri)?.getText(), uris: () => open.keys() };
  const context = createContextCache(service, host, openTexts, () => settings);
  const store = createDocumentStore(service, open, context);
  const publisher = createPublisher(connection, service, store, open);

  const publish = (uri: string): void => logErrors(log, uri, () => publisher.publish(uri));
  const updateContext = (uri: string, force: boolean): void => {
    if (!hasNewContext(store, context, uri, force)) return;
    publisher.publish(uri);
    publisher.requestPull();
    refreshViews();
  };
  const scheduleContext = (uri: string, force = false): void =>
    void setTimeout(() => logErrors(log, uri, () => updateContext(uri, force)));
  // Saving, opening or closing a file changes the context of other documents.
  const refreshContext = (): void => {
    for (const uri of open.keys()) scheduleContext(uri, true);
  };

  // Findings are sent in the same turn as the change that caused them: no timer, no queue. Files are read afterwards.
  open.onDidChangeContent(({ document: { uri } }) => {
    publish(uri);
    scheduleContext(uri);
    for (const other of open.keys()) {
      const isNeighbor = context.neighbors(other).some(({ path }) => URI.file(path).toString() === uri);
      if (other !== uri && isNeighbor) scheduleContext(other);
    }
  });
  open.onDidSave(refreshContext);
  open.onDidOpen(refreshContext);
  open.onDidClose(({ document: { uri } }) => {
    store.forget(uri);
    context.forget(uri);
    publisher.withdraw(uri);
    refreshContext();
  });
  open.listen(dropInvalidEvents(connection));

  return {
    get: store.get,
    settings: () => settings,
    diagnostics: publisher.diagnostics,
    enablePull: publisher.enablePull,
    configure: (newSettings) => {
      settings = readSettings(newSettings);
      store.clear();
      for (const uri of open.keys()) publish(uri);
      if (open.keys().length > 0) publisher.requestPull();
      refreshContext();
    },
    refreshContext,
  };
}

/** Reads the files around an open document, and returns whether they change how it is read. It is then read again. */
function hasNewContext(store: DocumentStore, context: ContextCache, uri: string, force: boolean): boolean {
  const open = store.get(uri);
  const reread = (): Document | undefined => {
    store.forget(uri);
    return store.get(uri)?.document;
  };
  return open !== undefined && context.refresh(uri, open.document, reread, force);
}
