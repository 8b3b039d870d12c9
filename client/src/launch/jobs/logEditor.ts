import * as vscode from 'vscode';
import { findShownText } from './logText';

/** Whether a tab shows a document. */
export const hasTab = (uri: vscode.Uri): boolean =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());

/** Scrolls to new text. Auto-scroll only at the end. */
export function scrollToEnd(
  document: vscode.TextDocument,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): void {
  const addedLines = changes.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  const lastLine = document.lineCount - 1;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const lastVisibleLine = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (lastVisibleLine >= lastLine - addedLines - 2) revealLine(editor, lastLine);
  }
}

/** Scrolls to a line, and moves the cursor there unless text is selected. */
export function revealLine(editor: vscode.TextEditor, line: number): void {
  const start = new vscode.Position(Math.max(0, line), 0);
  if (editor.selection.isEmpty) editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start));
}

/** Selects the first occurrence of a text, and waits up to four seconds for it, since a log loads after it is shown. */
export async function selectText(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  for (let tries = 0; tries < 40; tries++) {
    const span = findShownText(document.getText(), text);
    if (span) {
      const range = new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
      editor.selection = new vscode.Selection(range.start, range.end);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
      return;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
