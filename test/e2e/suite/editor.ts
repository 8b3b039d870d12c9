import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { waitUntil } from './poll';

/** Helpers for files, texts and findings in the editor. `$0` in a text marks the cursor. */

export type Language = 'shell' | 'yaml';

const EXTENSIONS: Record<Language, string> = { shell: 'sh', yaml: 'yaml' };

/** Returns the open folder: a copy of ../workspace. */
export function workspaceFolder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert(first, 'No folder is open.');
  return first.uri;
}

/** Opens a file of the folder in an editor. */
export async function openFile(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspaceFolder(), name));
  return vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
}

/** Opens a new file with a text in an editor, with the cursor at `$0`. */
export async function openText(language: Language, marked: string): Promise<vscode.TextEditor> {
  const offset = marked.indexOf('$0');
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 2);
  const name = `${randomUUID()}.${EXTENSIONS[language]}`;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(workspaceFolder(), name), Buffer.from(text));
  const editor = await openFile(name);
  const cursor = editor.document.positionAt(offset < 0 ? text.length : offset);
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

/** Returns the range of the first occurrence of a text. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert(start >= 0, `${text} is not in the document`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Types a text like a user, which replaces the selection. */
export const typeText = (text: string): Thenable<unknown> => vscode.commands.executeCommand('type', { text });

/** Whether the VS Code of the tests can press keys. A desktop build cannot. */
export const CAN_PRESS_KEYS = process.env.VSCODE_SERVER_KEYS === '1';

/** Presses a key in the window, through all key bindings. */
export async function pressKey(key: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  console.log(`press the key ${key}`);
}

/** Selects a text and replaces it by typing. */
export async function typeOver(editor: vscode.TextEditor, text: string, replacement: string): Promise<void> {
  const range = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(range.start, range.end);
  await typeText(replacement);
}

/** Waits for the text of a document, since an edit may be applied after its command has ended. */
export const waitForText = (editor: vscode.TextEditor, text: string): Promise<string> =>
  waitUntil(
    `the text ${JSON.stringify(text)}`,
    () => editor.document.getText(),
    (now) => now === text,
  );

/** Returns the id of the rule of a finding, which is a link to its page. */
export const ruleIdOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' ? code.value : (code ?? ''));

/** Returns each finding as `rule: severity`, in the order of the text. */
export function listFindings(uri: vscode.Uri): string[] {
  const diagnostics = [...vscode.languages.getDiagnostics(uri)];
  diagnostics.sort((a, b) => a.range.start.compareTo(b.range.start));
  return diagnostics.map(
    (diagnostic) => `${ruleIdOf(diagnostic)}: ${vscode.DiagnosticSeverity[diagnostic.severity].toLowerCase()}`,
  );
}

/** Waits for exactly these findings. */
export const waitForFindings = ({ document }: vscode.TextEditor, expected: string[]): Promise<string[]> =>
  waitUntil(
    `the findings ${JSON.stringify(expected)}`,
    () => listFindings(document.uri),
    (now) => JSON.stringify(now) === JSON.stringify(expected),
  );

/** Returns all hovers at the beginning of a text, as one string. */
export async function readHover({ document }: vscode.TextEditor, text: string): Promise<string> {
  const at = rangeOf(document, text).start;
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((content) => (typeof content === 'string' ? content : content.value)))
    .join();
}

/** Returns the proposals at the cursor. The first `resolve` ones are resolved, as in a visible list. */
export async function readProposals(editor: vscode.TextEditor, resolve = 0): Promise<vscode.CompletionItem[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    editor.selection.active,
    undefined,
    resolve,
  );
  return items;
}

export const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

/** Returns the text of the document after a proposal is accepted. */
export function applyProposal({ document }: vscode.TextEditor, { range, insertText }: vscode.CompletionItem): string {
  assert(range && typeof insertText === 'string', 'The proposal has no edit.');
  const { start, end } = range instanceof vscode.Range ? range : range.replacing;
  const text = document.getText();
  return text.slice(0, document.offsetAt(start)) + insertText + text.slice(document.offsetAt(end));
}

/** Returns the lenses of a document, including those of other extensions. */
export const readLenses = async ({ document }: vscode.TextEditor): Promise<vscode.CodeLens[]> =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);

/** Returns the quick fixes at a text. The editor cancels a request when another provider registers, so it is repeated. */
export async function readFixes({ document }: vscode.TextEditor, text: string): Promise<vscode.CodeAction[]> {
  const range = rangeOf(document, text);
  const request = async (): Promise<vscode.CodeAction[] | undefined> => {
    try {
      const kind = vscode.CodeActionKind.QuickFix.value;
      return await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);
    } catch (error) {
      if ((error as Error).name === 'Canceled') return undefined;
      throw error;
    }
  };
  const fixes = await waitUntil(`the quick fixes on ${text}`, request);
  return fixes ?? [];
}
