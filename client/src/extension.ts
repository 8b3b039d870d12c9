import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { registerExplain } from './explain';
import { clientOptions, createServer } from './languageClient';
import { registerLaunch } from './launch/command';
import { registerResolved } from './resolved';

/** What the extension shows to others: whether its server runs, which the tests ask. */
export interface Api {
  isServerRunning: () => boolean;
}

export function activate(context: vscode.ExtensionContext): Api {
  const channel = vscode.window.createOutputChannel('Training Preflight', { log: true });
  const module = context.asAbsolutePath('dist/server.js');
  const server = createServer(context, () => {
    const run = { module, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
    return new LanguageClient('preflight', 'Training Preflight', { run, debug }, clientOptions(channel));
  });
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('preflight.restartServer', () => server.restart()),
    vscode.commands.registerCommand('preflight.showProblems', () =>
      vscode.commands.executeCommand('workbench.actions.view.problems'),
    ),
  );
  registerExplain(context, server);
  registerLaunch(context, server);
  registerResolved(context, server);
  return { isServerRunning: server.isRunning };
}
