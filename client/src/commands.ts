import * as vscode from 'vscode';
import type { Server } from './languageClient';

/** Registers the commands that the desktop and the browser share, and that need no module of their own. */
export function registerCommands(
  context: vscode.ExtensionContext,
  server: Server,
  channel: vscode.LogOutputChannel,
): void {
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  context.subscriptions.push(
    channel,
    vscode.commands.registerCommand('preflight.restartServer', () => server.restart()),
    vscode.commands.registerCommand('preflight.showProblems', () => run('workbench.actions.view.problems')),
    vscode.commands.registerCommand('preflight.openOutput', () => channel.show()),
    vscode.commands.registerCommand('preflight.openSettings', () =>
      run('workbench.action.openSettings', `@ext:${context.extension.id}`),
    ),
    vscode.commands.registerCommand('preflight.fixAll', () =>
      run('editor.action.codeAction', { kind: 'source.fixAll.preflight', apply: 'ifSingle' }),
    ),
  );
}
