import * as vscode from 'vscode';
import { COMMAND_OPEN_FILE } from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';

/** The commands of refactorings, with the kinds of their code actions. */
const REFACTORINGS: Readonly<Record<string, string>> = {
  'preflight.convertToYaml': 'refactor.rewrite.preflight.yaml',
  'preflight.convertToShell': 'refactor.rewrite.preflight.shell',
  'preflight.sortFlags': 'refactor.rewrite.preflight.sort',
  'preflight.extractVariable': 'refactor.extract.preflight.variable',
};

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
    vscode.commands.registerCommand(COMMAND_OPEN_FILE, async (uri: string) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    }),
    // Applies the only action of a kind, or shows the reason for which it is not possible.
    ...Object.entries(REFACTORINGS).map(([command, kind]) =>
      vscode.commands.registerCommand(command, () => run('editor.action.codeAction', { kind, apply: 'first' })),
    ),
  );
}
