import * as vscode from 'vscode';
import {
  continueLine,
  type LineContinuation,
  MAX_COMMAND_LINES,
} from '../../server/src/core/syntax/shell/continueLine';
import { COMMAND_CONTINUE_LINE } from '../../server/src/lsp/protocol';

/** The context key that is true while Enter continues a command: the key binding depends on it. */
const INSIDE_COMMAND = 'preflight.insideCommand';

/** Lets Enter inside a training command add the backslash and the indentation of the next line. */
export function registerEnterKey(context: vscode.ExtensionContext): void {
  let isInside = false;
  const update = (): void => {
    const editor = vscode.window.activeTextEditor;
    const now = editor !== undefined && findContinuation(editor) !== undefined;
    if (now === isInside) return;
    isInside = now;
    void vscode.commands.executeCommand('setContext', INSIDE_COMMAND, now);
  };
  context.subscriptions.push(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) update();
    }),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) update();
    }),
    vscode.commands.registerCommand(COMMAND_CONTINUE_LINE, pressEnter),
  );
  update();
}

/** Breaks the line at the cursor of the active editor, as Enter does. */
async function pressEnter(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const found = editor && findContinuation(editor);
  const isEdited = found && (await applyContinuation(editor, found));
  // Other extensions replace this command, not the key, and the text may have changed in the meantime.
  if (!isEdited) await vscode.commands.executeCommand('type', { source: 'keyboard', text: '\n' });
}

/** An edit of an excerpt of a document, which begins at a line. */
interface FoundContinuation {
  edit: LineContinuation;
  /** The offset of the excerpt in the document. */
  offset: number;
}

/** Finds the edit for the cursor of an editor. Only the lines around it are read. */
function findContinuation({ document, selections, options }: vscode.TextEditor): FoundContinuation | undefined {
  const [cursor, ...others] = selections;
  if (document.languageId !== 'shellscript' || !cursor?.isEmpty || others.length > 0) return undefined;
  const first = new vscode.Position(Math.max(0, cursor.active.line - MAX_COMMAND_LINES), 0);
  const last = new vscode.Position(cursor.active.line + MAX_COMMAND_LINES, 0);
  const text = document.getText(document.validateRange(new vscode.Range(first, last)));
  const offset = document.offsetAt(first);
  const unit = options.insertSpaces === false ? '\t' : ' '.repeat(Number(options.tabSize) || 4);
  const edit = continueLine(text, document.offsetAt(cursor.active) - offset, unit);
  return edit && { edit, offset };
}

/**
 * Applies the edit as one undo step, and moves the cursor to the new line. A snippet does both at once, so that what is
 * typed next stands there; it repeats the indentation of its line, which the end of a command does not.
 */
async function applyContinuation(editor: vscode.TextEditor, { edit, offset }: FoundContinuation): Promise<boolean> {
  const { document } = editor;
  const { newText, cursor } = edit;
  const range = new vscode.Range(document.positionAt(offset + edit.start), document.positionAt(offset + edit.end));
  const undo = { undoStopBefore: true, undoStopAfter: true };
  const { text: line, firstNonWhitespaceCharacterIndex: length } = document.lineAt(range.start.line);
  const indentation = line.slice(0, Math.min(length, range.start.character));
  if (countBreaks(newText, indentation) === countBreaks(newText, '')) {
    const shorten = (part: string): string => part.replaceAll(`\n${indentation}`, '\n');
    const snippet = new vscode.SnippetString().appendText(shorten(newText.slice(0, cursor))).appendTabstop(0);
    return editor.insertSnippet(snippet.appendText(shorten(newText.slice(cursor))), range, undo);
  }
  if (!(await editor.edit((builder) => builder.replace(range, newText), undo))) return false;
  const position = document.positionAt(offset + edit.start + cursor);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position));
  return true;
}

/** Counts the line breaks of a text before a certain indentation. */
const countBreaks = (text: string, indentation: string): number => text.split(`\n${indentation}`).length - 1;
