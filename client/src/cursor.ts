import * as vscode from 'vscode';
import type { CursorParams } from '../../server/src/lsp/protocol';
import { CONFIG_LANGUAGES } from './detect';

/** Reports the cursor whenever it moves to another word, line or file. Returns a function that reports it again. */
export function followCursor(context: vscode.ExtensionContext, report: (cursor: CursorParams) => void): () => void {
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
  return () => report(findCursor());
}

/** Returns the cursor in a file that may be a training config. */
function findCursor(): CursorParams {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !CONFIG_LANGUAGES.includes(editor.document.languageId)) return {};
  const { active } = editor.selection;
  const word = findTypedName(editor.document.lineAt(active.line).text, active.character);
  return { uri: editor.document.uri.toString(), line: active.line, ...(word !== undefined && { word }) };
}

const isOfName = (character: string | undefined): boolean => character !== undefined && /[\w-]/.test(character);
const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/**
 * Returns where the name begins that is typed at a column of a line: a flag, a part of one, or one whose value the cursor
 * waits for.
 */
export function findTypedName(line: string, column: number): number | undefined {
  const start = goBack(line, column, isOfName);
  if (start < column || isOfName(line[column])) return start;
  const end = goBack(line, column, isBlank);
  const isKey = line[end - 1] === ':';
  const nameEnd = isKey ? end - 1 : end;
  const nameStart = goBack(line, nameEnd, isOfName);
  const isName = end < column && nameStart < nameEnd && (isKey || line[nameStart] === '-');
  return isName ? nameStart : undefined;
}

/** Returns where the characters of a kind begin that end at a column. */
function goBack(line: string, column: number, isOfKind: (character: string | undefined) => boolean): number {
  let start = column;
  while (start > 0 && isOfKind(line[start - 1])) start--;
  return start;
}
