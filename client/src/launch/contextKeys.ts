import * as vscode from 'vscode';
import { looksLikeOurs } from '../detect';

/** Tells menus and keys whether the editor shows something that can be launched. */
export function watchLaunchable(): vscode.Disposable[] {
  const tell = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    // Plans, resolved commands and logs are made from what can be launched.
    const is =
      document !== undefined &&
      !document.uri.scheme.startsWith('preflight-') &&
      looksLikeOurs({ languageId: document.languageId, getText: () => document.getText() });
    void vscode.commands.executeCommand('setContext', 'preflight.launchable', is);
  };
  tell();
  return [
    vscode.window.onDidChangeActiveTextEditor(tell),
    vscode.workspace.onDidSaveTextDocument(tell),
    vscode.workspace.onDidOpenTextDocument(tell),
  ];
}
