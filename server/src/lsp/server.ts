import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  type InitializeResult,
  InlayHintRefreshRequest,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type { Service } from '../core/service';
import { ACTION_KINDS } from './actions';
import { createDocuments } from './documents';
import { registerEditingRequests } from './editingRequests';
import { type Host, NO_FILES } from './host';
import { registerLaunchRequests } from './launchRequests';
import { FOCUS, type Settings } from './protocol';
import { registerReleaseRequests } from './releaseRequests';
import { registerViewRequests } from './viewRequests';

/** Answers an editor over `connection`. All knowledge is in the service; requests are registered by theme. */
export function startServer(connection: Connection, service: Service, host: Host = NO_FILES): void {
  const log = (message: string): void => connection.console.error(message);
  let workspace: ClientCapabilities['workspace'];
  const refreshViews = (): void => {
    if (workspace?.codeLens?.refreshSupport) void connection.sendRequest(CodeLensRefreshRequest.type);
    if (workspace?.inlayHint?.refreshSupport) void connection.sendRequest(InlayHintRefreshRequest.type);
  };
  const documents = createDocuments(connection, service, host, log, refreshViews);

  connection.onInitialize(({ initializationOptions, capabilities, workspaceFolders }): InitializeResult => {
    workspace = capabilities.workspace;
    documents.setWorkspace((workspaceFolders ?? []).map(({ uri }) => uri));
    const pullsDiagnostics = onlyPullsDiagnostics(capabilities);
    if (pullsDiagnostics)
      documents.enablePull(() => {
        if (workspace?.diagnostics?.refreshSupport) void connection.sendRequest(DiagnosticRefreshRequest.type);
      });
    documents.configure(initializationOptions as Partial<Settings> | undefined);
    return { serverInfo: { name: 'training-preflight' }, capabilities: createCapabilities(pullsDiagnostics) };
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    documents.configure((settings as { preflight?: Partial<Settings> } | undefined)?.preflight);
    refreshViews();
  });
  connection.onDidChangeWatchedFiles(documents.refreshContext);
  connection.onNotification(FOCUS, documents.refreshContext);

  const context = { connection, service, documents, log };
  registerEditingRequests(context);
  registerViewRequests(context);
  registerReleaseRequests(context);
  registerLaunchRequests(context, host.planLaunch);
  connection.listen();
}

/** True for a client that requests findings and does not accept them unasked. */
function onlyPullsDiagnostics({ textDocument }: ClientCapabilities): boolean {
  return textDocument?.diagnostic !== undefined && textDocument.publishDiagnostics === undefined;
}

const createCapabilities = (pullsDiagnostics: boolean): InitializeResult['capabilities'] => ({
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  completionProvider: { triggerCharacters: ['-', ' ', '=', ':'], resolveProvider: true },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: ACTION_KINDS },
  ...(pullsDiagnostics && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
  codeLensProvider: {},
  inlayHintProvider: true,
  documentSymbolProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentLinkProvider: {},
});
