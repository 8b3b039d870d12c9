import * as vscode from 'vscode';
import type { BaseLanguageClient, ErrorHandler, LanguageClientOptions } from 'vscode-languageclient';
import { CURSOR, FOCUS } from '../../server/src/lsp/protocol';
import type { Settings } from '../../server/src/lsp/settingsProtocol';
import { CONFIG_FILE_LANGUAGES, isListedConfig } from './configFiles';
import { followCursor } from './cursor';
import { CONFIG_LANGUAGES, isBegun, looksLikeTrainingConfig } from './detect';
import { watchInterpreters } from './interpreters';
import { findProjectFile, isProjectFile } from './projectFile';
import { followProjectTexts } from './projectTexts';
import { isEnabled, readSettings } from './settings';

/** The language server, which starts on demand. */
export interface Server {
  /** Returns the running client, and starts it first if necessary. */
  ensureRunning: () => Promise<BaseLanguageClient>;
  isRunning: () => boolean;
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/** The kinds of addresses of documents that are read. Those of our own views are not among them. */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web', 'memfs'];

/** Files that may name a release. */
const RELEASE_FILES_GLOB =
  '**/{requirements*,requirements/*.txt,constraints*.txt,pyproject.toml,pixi.toml,Pipfile,setup.cfg,setup.py,*.lock,env*.y*ml,conda*.y*ml,Dockerfile*,Containerfile*,*.Dockerfile,*.dockerfile,pyvenv.cfg}';

/**
 * Creates the options of the client, on desktops and in browsers. `settings` is read at every start, so that a server
 * that replaces a crashed one knows the same.
 */
function createClientOptions(channel: vscode.LogOutputChannel, settings: () => Settings): LanguageClientOptions {
  return {
    // A JSON file does not start the server, but is linted if an open script names it.
    documentSelector: [
      ...[...CONFIG_LANGUAGES, 'json', 'jsonc'].map((language) => ({ language })),
      { pattern: '**/preflight.toml' },
    ].flatMap((filter) => SCHEMES.map((scheme) => ({ ...filter, scheme }))),
    // The server reads those that are near a document.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(RELEASE_FILES_GLOB) },
    initializationOptions: settings,
    outputChannel: channel,
    // Hovers quote the user's files, so nothing in them may run commands or insert HTML.
    markdown: { isTrusted: false, supportHtml: false },
    middleware: {
      provideCompletionItem: async (document, position, context, token, next) =>
        openListsUnasked(await next(document, position, context, token)),
      provideDocumentSymbols: (document, token, next) => (hasOtherOutline(document) ? [] : next(document, token)),
    },
  };
}

type Completions = vscode.CompletionItem[] | vscode.CompletionList | null | undefined;

/**
 * Lets the list of values that follows a completed flag open as if the editor did so on its own: then Enter does not take a
 * value that is typed in full.
 */
function openListsUnasked(completions: Completions): Completions {
  const items = completions && 'items' in completions ? completions.items : completions;
  for (const { command } of items ?? [])
    if (command?.command === 'editor.action.triggerSuggest') command.arguments = [{ auto: true }];
  return completions;
}

/**
 * Creates a client that restarts a crashed server. Several messages to it fail before its connection closes, after which
 * the default handler of errors would stop the client for good: here each counts as the first.
 */
function createClient(
  create: (options: LanguageClientOptions) => BaseLanguageClient,
  options: LanguageClientOptions,
): BaseLanguageClient {
  let known: ErrorHandler | undefined;
  const findDefault = (): ErrorHandler => {
    known ??= client.createDefaultErrorHandler();
    return known;
  };
  const client = create({
    ...options,
    errorHandler: {
      error: async (error, message) => ({ ...(await findDefault().error(error, message, 1)), handled: true }),
      closed: () => findDefault().closed(),
    },
  });
  return client;
}

/** Whether the editor or the YAML extension already provides the outline of a file, which would be listed twice. */
const hasOtherOutline = ({ languageId }: vscode.TextDocument): boolean =>
  /^jsonc?$/.test(languageId) ||
  (languageId === 'yaml' && vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined);

/** Whether a document alone shows that the server is needed. */
function isForServer(document: vscode.TextDocument): boolean {
  const text = { languageId: document.languageId, getText: () => document.getText() };
  return looksLikeTrainingConfig(text) || isBegun(text) || isListedConfig(document) || isProjectFile(document);
}

/** Sends a notification to a server that runs. */
const notifyRunning = async (client: BaseLanguageClient | undefined, method: string, params?: object): Promise<void> =>
  client?.isRunning() ? client.sendNotification(method, params) : undefined;

/** Creates a server that starts with the first document that looks like a training config. Other files cost nothing. */
export function createServer(
  context: vscode.ExtensionContext,
  channel: vscode.LogOutputChannel,
  create: (options: LanguageClientOptions) => BaseLanguageClient,
): Server {
  let client: BaseLanguageClient | undefined;
  let starting: Promise<void> | undefined;
  const ensureRunning = async (): Promise<BaseLanguageClient> => {
    client ??= createClient(create, createClientOptions(channel, readNow));
    starting ??= start(client);
    await starting;
    return client;
  };
  const start = async (started: BaseLanguageClient): Promise<void> => {
    await projectTexts.readFolders();
    await started.start();
    void vscode.commands.executeCommand('setContext', 'preflight.serverStarted', true);
    // The cursor may have moved before the server could be told.
    reportCursor();
    await sendSettings();
  };
  const stop = async (): Promise<void> => {
    const stopped = client;
    client = undefined;
    starting = undefined;
    // A client that gave up after several crashes cannot be stopped, and need not be.
    await stopped?.dispose().catch(() => {});
  };
  const startIfNeeded = (document: vscode.TextDocument): void => {
    if (!client && isEnabled() && isForServer(document)) void ensureRunning();
  };
  const startForProject = async (document: vscode.TextDocument): Promise<void> => {
    const mayBeListed = !client && isEnabled() && CONFIG_FILE_LANGUAGES.includes(document.languageId);
    if (mayBeListed && (await findProjectFile(document)) && isEnabled()) await ensureRunning();
  };
  const follow = (document: vscode.TextDocument): void => {
    startIfNeeded(document);
    void startForProject(document);
    projectTexts.readFor(document);
  };
  const handleOpened = (document: vscode.TextDocument): void => {
    follow(document);
    if (isListedConfig(document)) void sendSettings();
  };
  const interpreters = watchInterpreters(context, () => void sendSettings());
  const projectTexts = followProjectTexts(context, () => void sendSettings());
  const readNow = (): Settings => readSettings(interpreters, projectTexts.all());
  const sendSettings = async (): Promise<void> => {
    if (!client?.isRunning()) return;
    await client.sendNotification('workspace/didChangeConfiguration', { settings: { preflight: readNow() } });
  };
  const startForOpenDocuments = (): void => {
    for (const document of vscode.workspace.textDocuments) follow(document);
  };
  const applySettings = async (): Promise<void> => {
    startForOpenDocuments();
    await sendSettings();
  };
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration('preflight') && void (isEnabled() ? applySettings() : stop()),
    ),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void sendSettings()),
    vscode.workspace.onDidOpenTextDocument(handleOpened),
    vscode.workspace.onDidChangeTextDocument(({ document }) => startIfNeeded(document)),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) void notifyRunning(client, FOCUS);
    }),
    { dispose: () => void stop() },
  );
  const reportCursor = followCursor(context, (cursor) => void notifyRunning(client, CURSOR, cursor));
  startForOpenDocuments();
  return {
    ensureRunning,
    isRunning: () => client?.isRunning() ?? false,
    restart: async () => {
      await stop();
      await ensureRunning();
    },
    stop,
  };
}
