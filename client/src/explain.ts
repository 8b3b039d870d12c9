import * as vscode from 'vscode';
import { extractRulePage, RULE_PAGES_PATH } from '../../server/src/data/rulePage';
import { COMMAND_EXPLAIN, EXPLAIN, type ExplainParams, type ExplainResult } from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';
import { showInformation } from './notify';

const SCHEME = 'preflight-page';

/** Registers “Explain Rule or Flag”, which shows the page of a rule, a flag or an environment variable. The ids of findings link to it. */
export function registerExplain(context: vscode.ExtensionContext, server: Server): void {
  const pages = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.toString()) ?? '',
    }),
    vscode.commands.registerCommand(COMMAND_EXPLAIN, async (requestedName?: string) => {
      const name = requestedName ?? (await askForName());
      if (!name) return;
      const client = await server.ensureRunning();
      const uri = vscode.window.activeTextEditor?.document.uri.toString();
      const params: ExplainParams = { name, ...(uri !== undefined && { uri }) };
      const { markdown, rule, unknown = [] } = await client.sendRequest<ExplainResult>(EXPLAIN, params);
      const text = rule === undefined ? markdown : extractRulePage(await readAllPages(context), rule);
      if (text === undefined) {
        const suggestions = unknown.length > 0 ? ` Did you mean ${unknown.join(', ')}?` : '';
        void showInformation(`“${name}” is neither a flag nor an environment variable nor a rule.${suggestions}`);
        return;
      }
      const page = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
      pages.set(page.toString(), text);
      changed.fire(page);
      await showPage(page);
    }),
  );
}

/** Reads the document with the pages of all rules, which is part of the extension. */
async function readAllPages({ extensionUri }: vscode.ExtensionContext): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...RULE_PAGES_PATH));
  return new TextDecoder().decode(bytes);
}

function findNameAt({ document, selection }: vscode.TextEditor): string {
  const diagnostic = vscode.languages
    .getDiagnostics(document.uri)
    .find(({ range }) => range.contains(selection.active));
  if (typeof diagnostic?.code === 'object') return String(diagnostic.code.value);
  const word = document.getWordRangeAtPosition(selection.active, /[\w.-]+/);
  return word ? document.getText(word) : '';
}

/** Asks for a name. The default is the rule of the finding at the cursor, else the name there. */
function askForName(): Thenable<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const value = editor ? findNameAt(editor) : '';
  return vscode.window.showInputBox({ prompt: 'Name of a flag or an environment variable, or id of a rule', value });
}

/** Shows a page as a Markdown preview if the editor has one, else as text. */
async function showPage(page: vscode.Uri): Promise<void> {
  const commands = await vscode.commands.getCommands(true);
  if (commands.includes('markdown.showPreviewToSide')) {
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
    return;
  }
  const document = await vscode.workspace.openTextDocument(page);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}
