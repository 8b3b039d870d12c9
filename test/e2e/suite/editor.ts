import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { until } from './poll';

/** Files, text and findings, as the tests speak of them. `$0` in a text marks the cursor. */

export type Language = 'shell' | 'yaml';

const ENDINGS: Record<Language, string> = { shell: 'sh', yaml: 'yaml' };

/** The folder that is open: a copy of ../workspace. */
export function folder(): vscode.Uri {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert(first, 'no folder is open');
  return first.uri;
}

/** Shows a file of the open folder. */
export async function open(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), name));
  return vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
}

/** Shows a new file with a text, the cursor where `$0` is. */
export async function write(language: Language, marked: string): Promise<vscode.TextEditor> {
  const offset = marked.indexOf('$0');
  const text = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 2);
  const name = `${randomUUID()}.${ENDINGS[language]}`;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), Buffer.from(text));
  const editor = await open(name);
  const cursor = editor.document.positionAt(offset < 0 ? text.length : offset);
  editor.selection = new vscode.Selection(cursor, cursor);
  return editor;
}

/** Where a text stands in a document, for the first time. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert(start >= 0, `${text} is not in the document`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Types as a person does, over the text that is selected. */
export const type = (text: string): Thenable<unknown> => vscode.commands.executeCommand('type', { text });

/** Selects a text and types another one over it. */
export async function typeOver(editor: vscode.TextEditor, text: string, other: string): Promise<void> {
  const range = rangeOf(editor.document, text);
  editor.selection = new vscode.Selection(range.start, range.end);
  await type(other);
}

/** Waits for a text, which an edit may bring about later than its command ends. */
export const untilText = (editor: vscode.TextEditor, text: string): Promise<string> =>
  until(
    `the text ${JSON.stringify(text)}`,
    () => editor.document.getText(),
    (now) => now === text,
  );

/** The id of the rule, which is a link to its page. */
export const ruleOf = ({ code }: vscode.Diagnostic): string =>
  String(typeof code === 'object' ? code.value : (code ?? ''));

/** Each finding as `rule: severity`, in the order of the text. */
export function findings(uri: vscode.Uri): string[] {
  const diagnostics = [...vscode.languages.getDiagnostics(uri)];
  diagnostics.sort((a, b) => a.range.start.compareTo(b.range.start));
  return diagnostics.map((each) => `${ruleOf(each)}: ${vscode.DiagnosticSeverity[each.severity].toLowerCase()}`);
}

/** Waits for exactly these findings. */
export const untilFindings = ({ document }: vscode.TextEditor, expected: string[]): Promise<string[]> =>
  until(
    `the findings ${JSON.stringify(expected)}`,
    () => findings(document.uri),
    (now) => JSON.stringify(now) === JSON.stringify(expected),
  );

/** All hovers at the beginning of a text, as one string. */
export async function hoverOn({ document }: vscode.TextEditor, text: string): Promise<string> {
  const at = rangeOf(document, text).start;
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers
    .flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value)))
    .join();
}

/** What is proposed at the cursor; the first few are resolved, as in the list that a person sees. */
export async function proposals(editor: vscode.TextEditor, resolve = 0): Promise<vscode.CompletionItem[]> {
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

/** The text of the document after a proposal would have been accepted. */
export function accepted({ document }: vscode.TextEditor, { range, insertText }: vscode.CompletionItem): string {
  assert(range && typeof insertText === 'string', 'the proposal does not say what it changes');
  const { start, end } = range instanceof vscode.Range ? range : range.replacing;
  const text = document.getText();
  return text.slice(0, document.offsetAt(start)) + insertText + text.slice(document.offsetAt(end));
}

/** The lenses of a document, those of others included. */
export const lensesOf = async ({ document }: vscode.TextEditor): Promise<vscode.CodeLens[]> =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);

/** The quick fixes at a text. The editor drops the question when one more extension begins to offer some, and is asked again. */
export async function fixesOn({ document }: vscode.TextEditor, text: string): Promise<vscode.CodeAction[]> {
  const range = rangeOf(document, text);
  const ask = async (): Promise<vscode.CodeAction[] | undefined> => {
    try {
      const kind = vscode.CodeActionKind.QuickFix.value;
      return await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);
    } catch (error) {
      if ((error as Error).name === 'Canceled') return undefined;
      throw error;
    }
  };
  const fixes = await until(`the quick fixes on ${text}`, ask);
  return fixes ?? [];
}
