import { type Connection, type Diagnostic, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Document } from '../core/document/document';
import type { TypedPlace } from '../core/features/unfinishedText';
import type { Service } from '../core/service';
import { type ContextCache, createContextCache } from './contextCache';
import { createContextUpdates } from './contextUpdates';
import { dropInvalidEvents } from './documentEvents';
import { createDocumentStore, type DocumentStore, type OpenDocument } from './documentStore';
import { createEditBursts } from './editBursts';
import { createEditedPlace } from './editedPlace';
import { type Log, logErrors } from './handler';
import { guardMachine, type Machine } from './machine';
import { createEncodedDocuments, type PositionEncoding } from './positionEncoding';
import type { CursorParams } from './protocol';
import { createPublisher, type Publisher } from './publisher';
import { readSettings } from './settings';
import { DEFAULT_SETTINGS, type Settings } from './settingsProtocol';
import { createWaitingFindings } from './waitingFindings';

/** The open documents as the requests see them. */
export interface Documents extends Pick<ContextCache, 'settingsOf' | 'releaseOfNewFile' | 'folders'> {
  get: (uri: string) => OpenDocument | undefined;
  /** The text of an open document, in whatever language. */
  text: (uri: string) => TextDocument | undefined;
  settings: () => Settings;
  /** Sets the folders that the editor had open when it started the server, by URI. */
  setWorkspace: (folders: readonly string[]) => void;
  /** Sets the encoding of positions, before a document is opened. */
  setEncoding: (encoding: PositionEncoding) => void;
  /** The findings of a document, for editors that request them. */
  diagnostics: (uri: string) => Diagnostic[];
  /** Stops sending findings; `requestPull` asks the editor to request them again. */
  enablePull: (requestPull: () => void) => void;
  /** Applies new settings and lints all documents again. */
  configure: (settings: unknown) => void;
  /** Reads the files around all documents again, which may have changed. */
  refreshContext: () => void;
  /** Follows the cursor, at which some findings wait. */
  moveCursor: (cursor: CursorParams | null) => void;
  /** Finds the place in a document where the user types, at which some findings wait. */
  findTypedPlace: (uri: string) => TypedPlace | undefined;
}

/** Time after which findings are sent although edits go on, in milliseconds for each 1,000 lines. */
const MAX_BURST_MS = 30;

/** Follows the documents of the editor. `refreshViews` runs when what else is shown of one has changed, not its text. */
export function createDocuments(
  connection: Connection,
  service: Service,
  host: Machine,
  log: Log,
  refreshViews: () => void,
): Documents {
  let settings: Settings = DEFAULT_SETTINGS;
  let workspace: readonly string[] = [];
  const texts = createEncodedDocuments();
  const open = new TextDocuments(texts);
  const openTexts = { get: (uri: string) => open.get(uri)?.getText(), uris: () => open.keys() };
  const sources = { open: openTexts, settings: () => settings, workspace: () => workspace, log, texts };
  const context = createContextCache(service, guardMachine(host, log), sources);
  const { settingsOf, releaseOfNewFile, folders } = context;
  const store = createDocumentStore(service, open, context, log);
  const publishAgain = (uri: string): void => {
    publish(uri);
    publisher.requestPull();
  };
  const editedPlace = createEditedPlace(open, publishAgain, () => settings.runsCommands);
  const publisher = createPublisher(connection, service, store, open, {
    opensPages: () => settings.opensPages,
    waiting: createWaitingFindings(service, editedPlace.find, refreshViews),
    findProjectFile: context.projectFile,
  });

  const attempt = createAttempt(log, store);
  const publish = (uri: string): void => {
    // Without an answer, old findings would stay at positions that have moved.
    if (!attempt(uri, () => publisher.publish(uri))) logErrors(log, uri, () => publisher.withdraw(uri));
  };
  const updateContext = (uri: string, force: boolean): void => {
    if (!hasNewContext(store, context, uri, force)) return;
    publishAgain(uri);
    refreshViews();
  };
  const { schedule, delayed, refreshContext } = createContextUpdates(open, log, updateContext, context.expire);

  // A burst of edits is judged once, when all of it has arrived. Files are read after the findings are sent.
  const bursts = createEditBursts(createDelayFinder(open), (uri) => {
    publish(uri);
    schedule(uri);
  });
  open.onDidChangeContent(({ document: { uri } }) => {
    bursts.schedule(uri);
    for (const other of open.keys()) if (other !== uri && context.dependsOn(other, uri)) delayed.schedule(other);
  });
  open.onDidSave(refreshContext);
  open.onDidOpen(refreshContext);
  open.onDidClose(({ document: { uri } }) => {
    bursts.cancel(uri);
    delayed.cancel(uri);
    store.forget(uri);
    context.forget(uri);
    publisher.withdraw(uri);
    refreshContext();
  });
  open.listen(dropInvalidEvents(connection));

  return {
    get: delayed.flushFirst(store.get),
    text: (uri) => open.get(uri),
    settings: () => settings,
    ...{ settingsOf, releaseOfNewFile, folders },
    setWorkspace: (folders) => {
      workspace = folders;
    },
    setEncoding: texts.setEncoding,
    diagnostics: delayed.flushFirst((uri) => findDiagnostics(uri, publisher, attempt)),
    enablePull: publisher.enablePull,
    configure: (newSettings) => {
      settings = readSettings(newSettings);
      store.clear();
      for (const uri of open.keys()) publish(uri);
      if (open.keys().length > 0) publisher.requestPull();
      refreshContext();
    },
    refreshContext,
    moveCursor: editedPlace.moveCursor,
    findTypedPlace: editedPlace.find,
  };
}

/** Returns a function that finds the longest time, in milliseconds, for which the findings of a document wait. */
const createDelayFinder =
  (open: TextDocuments<TextDocument>) =>
  (uri: string): number =>
    MAX_BURST_MS * Math.ceil((open.get(uri)?.lineCount ?? 0) / 1000);

/** Creates the function that lints a document, without the files around it if they cause an error. */
function createAttempt(log: Log, store: DocumentStore): (uri: string, action: () => void) => boolean {
  return (uri, action) => {
    if (logErrors(log, uri, action)) return true;
    store.isolate(uri);
    return logErrors(log, uri, action);
  };
}

/** Returns the findings of a document; none if they cannot be found. */
function findDiagnostics(uri: string, publisher: Publisher, attempt: ReturnType<typeof createAttempt>): Diagnostic[] {
  let found: Diagnostic[] = [];
  attempt(uri, () => {
    found = publisher.diagnostics(uri);
  });
  return found;
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
