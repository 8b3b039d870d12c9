import * as vscode from 'vscode';
import type { CursorParams } from '../../server/src/lsp/protocol';
import { CONFIG_LANGUAGES } from './detect';

/** Reports the cursor whenever it moves to another word, line or file. */
export function followCursor(context: vscode.ExtensionContext, report: (cursor: CursorParams) => void): void {
  let last = '';
  const update = (): void => {
    const cursor = findCursor();
    const key = `${cursor.line} ${cursor.word} ${cursor.uri}`;
    if (key === last) return;
    last = key;
    report(cursor);
  };
  context.subscriptions.push(
    vscode.window.onDidChangeTextEditorSelection(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
}

/** The name of a flag, or the part of it that is typed. */
const NAME = /[\w-]+/;

/** Returns the cursor in a file that may be a training config. */
function findCursor(): CursorParams {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !CONFIG_LANGUAGES.includes(editor.document.languageId)) return {};
  const { active } = editor.selection;
  const word = editor.document.getWordRangeAtPosition(active, NAME)?.start.character;
  return { uri: editor.document.uri.toString(), line: active.line, ...(word !== undefined && { word }) };
}
