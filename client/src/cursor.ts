import * as vscode from 'vscode';
import type { CursorParams } from '../../server/src/lsp/protocol';
import { CONFIG_LANGUAGES } from './detect';

/** Reports the line of the cursor whenever it moves to another one, or to another file. */
export function followCursor(context: vscode.ExtensionContext, report: (cursor: CursorParams) => void): void {
  let last = '';
  const update = (): void => {
    const cursor = findCursor();
    const key = `${cursor.line} ${cursor.uri}`;
    if (key === last) return;
    last = key;
    report(cursor);
  };
  context.subscriptions.push(
    vscode.window.onDidChangeTextEditorSelection(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}

/** Returns the line of the cursor in a file that may be a training config. */
function findCursor(): CursorParams {
  const editor = vscode.window.activeTextEditor;
  return editor && CONFIG_LANGUAGES.includes(editor.document.languageId)
    ? { uri: editor.document.uri.toString(), line: editor.selection.active.line }
    : {};
}
