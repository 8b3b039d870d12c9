import { afterEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { createServer } from '../../client/src/languageClient';
import type { Settings } from '../../server/src/lsp/settingsProtocol';
import { editor } from '../support/vscode';

const FOLDER = { uri: { scheme: 'file', toString: () => 'file:///w' } };

afterEach(() => {
  editor.folders = [];
  editor.settings = {};
  editor.extensions = {};
});

/** The handler of the library, which stops a client after several failures of its connection. */
const createDefaultErrorHandler = () => ({
  error: (_error: Error, _message: unknown, count: number) => ({ action: count <= 3 ? 1 : 2 }),
  closed: () => ({ action: 2 }),
});

/** Starts the server, and returns the options of its client. */
async function startServer(): Promise<LanguageClientOptions> {
  const context = { subscriptions: [] } as unknown as vscode.ExtensionContext;
  const client = {
    start: async () => {},
    isRunning: () => true,
    sendNotification: async () => {},
    createDefaultErrorHandler,
  };
  let options: LanguageClientOptions = {};
  const server = createServer(context, {} as vscode.LogOutputChannel, (created) => {
    options = created;
    return client as unknown as BaseLanguageClient;
  });
  await server.ensureRunning();
  return options;
}

/** Starts the server, and returns the settings that a start of it would send now. */
async function readSettingsOfStart(): Promise<() => Settings> {
  const { initializationOptions } = await startServer();
  if (typeof initializationOptions !== 'function') throw new Error('the settings are not read at every start');
  return initializationOptions;
}

describe('a server that replaces a crashed one', () => {
  it('gets the settings of the moment', async () => {
    editor.settings = { 'ms-swift.release': '4.1' };
    const readSettings = await readSettingsOfStart();
    expect(readSettings().swiftVersion).toBe('4.1');
    // The former name of the setting counts where the present one is empty.
    editor.settings = { swiftVersion: '4.5.2', 'rules.severity': { 'cli.bool': 'hint' } };
    expect(readSettings()).toMatchObject({ swiftVersion: '4.5.2', rules: { severity: { 'cli.bool': 'hint' } } });
  });

  it('gets the interpreter that the user selected, which decides the release', async () => {
    editor.folders = [FOLDER];
    const environments = {
      getActiveEnvironmentPath: () => ({ path: '/envs/train/bin/python' }),
      onDidChangeActiveEnvironmentPath: () => ({ dispose: () => {} }),
    };
    editor.extensions = { 'ms-python.python': { environments } };
    const readSettings = await readSettingsOfStart();
    expect(readSettings().folders).toEqual({
      'file:///w': { hasFiles: false, interpreter: '/envs/train/bin/python' },
    });
  });

  it('starts however many messages to the crashed one failed', async () => {
    const { errorHandler } = await startServer();
    const actions: unknown[] = [];
    for (const count of [2, 4, 6]) actions.push(await errorHandler?.error(new Error('EPIPE'), undefined, count));
    const isKept = { action: 1, handled: true };
    expect(actions).toEqual([isKept, isKept, isKept]);
    expect(errorHandler?.closed()).toEqual({ action: 2 });
  });
});
