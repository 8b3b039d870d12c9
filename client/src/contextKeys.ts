import * as vscode from 'vscode';
import { looksLikeTrainingConfig } from './detect';
import { isEnabled } from './settings';

/** Keeps a context key for menus and shortcuts: whether the editor shows a training config. */
export function watchFile(): vscode.Disposable[] {
  let isLaunchable = false;
  const updateContext = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    // Plans, resolved commands and logs contain commands, but are not sources.
    isLaunchable =
      document !== undefined &&
      isEnabled() &&
      !document.uri.scheme.startsWith('preflight-') &&
      looksLikeTrainingConfig({ languageId: document.languageId, getText: () => document.getText() });
    void vscode.commands.executeCommand('setContext', 'preflight.launchable', isLaunchable);
  };
  updateContext();
  return [
    vscode.window.onDidChangeActiveTextEditor(updateContext),
    vscode.workspace.onDidChangeConfiguration(updateContext),
    vscode.workspace.onDidSaveTextDocument(updateContext),
    vscode.workspace.onDidOpenTextDocument(updateContext),
    // A text that became a config; one that ceased to be one is noticed when it is saved.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!isLaunchable && document === vscode.window.activeTextEditor?.document) updateContext();
    }),
  ];
}
