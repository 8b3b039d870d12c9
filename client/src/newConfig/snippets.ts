import * as vscode from 'vscode';
import { isBegun } from '../detect';
import { isEnabled } from '../settings';

/** The recipes as snippets, by language. They are whole files, so they are offered only in a new one. */
const FILES = { shellscript: 'shell.json', yaml: 'yaml.json' };

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

/**
 * Registers the completion of snippets. VS Code would list snippets of the manifest at every place of a script, among the
 * values of flags as well.
 */
export function registerSnippets(context: vscode.ExtensionContext): void {
  for (const [language, name] of Object.entries(FILES)) {
    const uri = vscode.Uri.joinPath(context.extensionUri, 'snippets', name);
    let loaded: Promise<Record<string, Snippet>> | undefined;
    const load = (): Promise<Record<string, Snippet>> => {
      loaded ??= readSnippets(uri);
      return loaded;
    };
    context.subscriptions.push(
      vscode.languages.registerCompletionItemProvider(
        { language },
        {
          provideCompletionItems: async (document, position) => {
            const text = { languageId: document.languageId, getText: () => document.getText() };
            return isEnabled() && isBegun(text) ? createItems(document, position, await load()) : [];
          },
        },
      ),
    );
  }
}

const readSnippets = async (uri: vscode.Uri): Promise<Record<string, Snippet>> =>
  JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));

/** A comment that names a release, for which the snippets may not be valid. */
const MODELINE = /#\s*preflight:/;

function createItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  snippets: Record<string, Snippet>,
): vscode.CompletionItem[] {
  const text = document.getText();
  if (MODELINE.test(text)) return [];
  const range = document.getWordRangeAtPosition(position, /[\w-]+/) ?? new vscode.Range(position, position);
  return Object.entries(snippets).map(([title, { prefix, description, body }]) => {
    const item = new vscode.CompletionItem({ label: prefix, description: title }, vscode.CompletionItemKind.Snippet);
    // The file may already have its first line.
    const lines = text.startsWith('#!') ? body.filter((line) => !line.startsWith('#!')) : body;
    item.insertText = new vscode.SnippetString(lines.join('\n'));
    item.documentation = new vscode.MarkdownString().appendText(description);
    item.range = range;
    // In an empty config file they follow the comment with the release, and precede hundreds of keys.
    if (document.languageId === 'yaml') item.sortText = `0z${prefix}`;
    return item;
  });
}
