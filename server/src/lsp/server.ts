import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  InlayHintRefreshRequest,
  type MarkupKind,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Service } from '../core/service';
import { maskSecrets } from '../core/text/secrets';
import { ACTION_KINDS } from './actions';
import { NO_COMPLETION_SUPPORT, readCompletionSupport } from './completionItems';
import { registerCompletion } from './completionRequests';
import { createConfiguration } from './configuration';
import { createDiskListings } from './diskListings';
import { createDocuments } from './documents';
import { registerEditingRequests } from './editingRequests';
import { registerExplainRequests } from './explainRequests';
import { describeError, type Log } from './handler';
import { registerLaunchRequests } from './launchRequests';
import { type Machine, NO_MACHINE } from './machine';
import { registerMemoryRequests } from './memoryRequests';
import { registerNewConfigRequests } from './newConfigRequests';
import { choosePositionEncoding } from './positionEncoding';
import { CURSOR, FOCUS } from './protocol';
import { NO_REFACTORING_SUPPORT, readRefactoringSupport } from './refactorings';
import { registerReleaseRequests } from './releaseRequests';
import { registerRenameRequests } from './renameRequests';
import { registerToolRequests } from './toolRequests';
import { registerViewRequests } from './viewRequests';

/** Answers an editor over `connection`. All knowledge is in the service; requests are registered by theme. */
export function startServer(connection: Connection, service: Service, host: Machine = NO_MACHINE): void {
  const log = (message: string): void => connection.console.error(maskSecrets(message));
  let workspace: ClientCapabilities['workspace'];
  let completionSupport = NO_COMPLETION_SUPPORT;
  let refactoringSupport = NO_REFACTORING_SUPPORT;
  let hoverFormats: readonly MarkupKind[] | undefined;
  const refresh = ({ refreshSupport }: { refreshSupport?: boolean } = {}, method: string): void => {
    if (refreshSupport)
      connection.sendRequest(method).catch((error: unknown) => log(`${method}: ${describeError(error)}`));
  };
  const refreshViews = (): void => {
    refresh(workspace?.codeLens, CodeLensRefreshRequest.method);
    refresh(workspace?.inlayHint, InlayHintRefreshRequest.method);
  };
  const documents = createDocuments(connection, service, host, log, refreshViews);

  const configuration = createConfiguration(connection, log, (settings) => {
    documents.configure(settings);
    refreshViews();
  });

  connection.onInitialize(({ initializationOptions, capabilities = {}, workspaceFolders, rootUri }) => {
    workspace = capabilities.workspace;
    hoverFormats = capabilities.textDocument?.hover?.contentFormat;
    const positionEncoding = choosePositionEncoding(capabilities);
    documents.setEncoding(positionEncoding);
    refactoringSupport = readRefactoringSupport(capabilities);
    completionSupport = readCompletionSupport(capabilities);
    documents.setWorkspace(workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []));
    const pullsDiagnostics = onlyPullsDiagnostics(capabilities);
    if (pullsDiagnostics) documents.enablePull(() => refresh(workspace?.diagnostics, DiagnosticRefreshRequest.method));
    documents.configure(configuration.start(initializationOptions, capabilities));
    const result: InitializeResult = {
      serverInfo: { name: 'training-preflight' },
      capabilities: { positionEncoding, ...createCapabilities(pullsDiagnostics) },
    };
    return result;
  });
  connection.onInitialized(() => {
    configuration.request();
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration) void registerWatcher(connection, log);
  });
  connection.onDidChangeConfiguration(configuration.change);
  connection.onDidChangeWatchedFiles(documents.refreshContext);
  connection.onNotification(FOCUS, documents.refreshContext);
  connection.onNotification(CURSOR, documents.moveCursor);

  const context = { connection, service, documents, log };
  registerEditingRequests(
    context,
    host.readNamedFiles,
    () => refactoringSupport,
    () => hoverFormats,
  );
  registerCompletion(context, createDiskListings(host, documents.folders, log), () => completionSupport);
  registerViewRequests(context);
  registerExplainRequests(context);
  registerRenameRequests(context);
  registerReleaseRequests(context, host.readNamedFiles);
  registerNewConfigRequests(context);
  registerLaunchRequests(context, host.planLaunch);
  registerMemoryRequests(context, host.loadSizing);
  registerToolRequests(context, host.createToolAnswers);
  connection.listen();
}

/** Asks the editor to watch the settings of projects. Other files are watched by our own client. */
const registerWatcher = ({ client }: Connection, log: Log): Promise<unknown> =>
  client
    .register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/preflight.toml' }] })
    .catch((error: unknown) => log(`The editor does not watch preflight.toml: ${describeError(error)}`));

/** True for a client that requests findings and does not accept them unasked. */
function onlyPullsDiagnostics({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.diagnostic !== undefined && textDocument.publishDiagnostics === undefined;
}

const createCapabilities = (pullsDiagnostics: boolean): InitializeResult['capabilities'] => ({
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, willSave: true, save: true },
  completionProvider: { triggerCharacters: ['-', ' ', '=', ':', '/', '$', '[', '"'], resolveProvider: true },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: ACTION_KINDS },
  ...(pullsDiagnostics && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
  codeLensProvider: {},
  inlayHintProvider: true,
  documentSymbolProvider: true,
  // A provider replaces the foldings of the editor, so it answers for scripts only.
  foldingRangeProvider: { id: 'foldings', documentSelector: [{ language: 'shellscript' }] },
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentLinkProvider: {},
});
