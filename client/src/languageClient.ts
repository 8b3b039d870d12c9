import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { COMMAND_EXPLAIN, FOCUS } from '../../server/src/lsp/protocol';
import { LANGUAGES, looksLikeOurs } from './detect';
import { watchInterpreters } from './interpreters';
import { readSettings } from './settings';

/** The server, once there is something for it to do. */
export interface Server {
  /** The running client; starts it where it is not running yet. */
  running: () => Promise<BaseLanguageClient>;
  isRunning: () => boolean;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

const RELEASE_FILES =
  '**/{requirements*,requirements/*.txt,constraints*.txt,pyproject.toml,pixi.toml,Pipfile,setup.cfg,setup.py,*.lock,env*.y*ml,conda*.y*ml,Dockerfile*,Containerfile*,*.Dockerfile,*.dockerfile,pyvenv.cfg}';

/** What both hosts of the extension tell the server. */
export function clientOptions(channel: vscode.LogOutputChannel): LanguageClientOptions {
  return {
    // A JSON file never starts the server, but is judged once an open script names it.
    documentSelector: [...LANGUAGES, 'json', 'jsonc'].flatMap((language) =>
      ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web', 'memfs'].map((scheme) => ({
        language,
        scheme,
      })),
    ),
    // Files that may name a release; the server reads those that are near a document.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(RELEASE_FILES) },
    initializationOptions: () => readSettings(),
    outputChannel: channel,
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(withPage)),
    },
  };
}

/** Makes the id of a rule a link to its page, which the editor itself shows. */
function withPage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code !== 'string') return diagnostic;
  const query = encodeURIComponent(JSON.stringify([code]));
  diagnostic.code = { value: code, target: vscode.Uri.parse(`command:${COMMAND_EXPLAIN}?${query}`) };
  return diagnostic;
}

/** Starts the server with the first document that looks like ours, now or later; unrelated files cost nothing. */
export function createServer(context: vscode.ExtensionContext, create: () => BaseLanguageClient): Server {
  let client: BaseLanguageClient | undefined;
  let starting: Promise<void> | undefined;
  const running = async (): Promise<BaseLanguageClient> => {
    client ??= create();
    starting ??= client.start().then(send);
    await starting;
    return client;
  };
  const stop = async (): Promise<void> => {
    const stopped = client;
    client = undefined;
    starting = undefined;
    // A client that has given up after several crashes cannot be stopped any more, and need not be.
    await stopped?.dispose().catch(() => {});
  };
  const consider = (document: vscode.TextDocument): void => {
    if (!client && looksLikeOurs({ languageId: document.languageId, getText: () => document.getText() }))
      void running();
  };
  const interpreters = watchInterpreters(context, () => void send());
  const send = async (): Promise<void> => {
    if (!client?.isRunning()) return;
    const settings = { preflight: readSettings(interpreters) };
    await client.sendNotification('workspace/didChangeConfiguration', { settings });
  };
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('preflight') && void send()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void send()),
    vscode.workspace.onDidOpenTextDocument(consider),
    vscode.workspace.onDidChangeTextDocument(({ document }) => consider(document)),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused && client?.isRunning()) void client.sendNotification(FOCUS);
    }),
    { dispose: () => void stop() },
  );
  for (const document of vscode.workspace.textDocuments) consider(document);
  return {
    running,
    isRunning: () => client?.isRunning() ?? false,
    restart: async () => {
      await stop();
      await running();
    },
    stop,
  };
}
