import * as vscode from 'vscode';
import {
  COMMAND_EXPLAIN,
  LIST_TOPICS,
  type ListTopicsParams,
  type ListTopicsResult,
  toPageAddress,
} from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';
import { showInformation } from './notify';
import { explain, openPage } from './pages';
import { pickFrom } from './quickPick';

/** Registers “Explain Rule or Flag”, which opens the page of a rule, a flag or an environment variable. */
export function registerExplain(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(COMMAND_EXPLAIN, async (requestedName?: string, requestedVersion?: string) => {
      const location = requestedVersion === undefined ? findLocation() : { version: requestedVersion };
      const name = requestedName ?? (await pickTopic(server, location));
      if (!name) return;
      const { text, version, similar } = await explain(context, server, { name, ...location });
      if (text === undefined) {
        const suggestions = similar.length > 0 ? ` Did you mean ${similar.join(', ')}?` : '';
        void showInformation(`“${name}” is neither a flag nor an environment variable nor a rule.${suggestions}`);
        return;
      }
      await openPage(vscode.Uri.parse(toPageAddress(name, version)));
    }),
  );
}

/** Returns the place of the cursor, whose command decides the release. */
function findLocation(): ListTopicsParams {
  const editor = vscode.window.activeTextEditor;
  return editor ? { uri: editor.document.uri.toString(), line: editor.selection.active.line } : {};
}

type TopicItem = vscode.QuickPickItem & { name?: string };

const HEADINGS = { flag: 'Flags', variable: 'Environment variables', rule: 'Rules' } as const;

/** Lets the user search all flags, variables and rules. The one at the cursor is selected first. */
async function pickTopic(server: Server, location: ListTopicsParams): Promise<string | undefined> {
  const client = await server.ensureRunning();
  const { version, topics } = await client.sendRequest<ListTopicsResult>(LIST_TOPICS, location);
  const itemsOf = (kind: keyof typeof HEADINGS): TopicItem[] => [
    { label: HEADINGS[kind], kind: vscode.QuickPickItemKind.Separator },
    ...topics
      .filter((topic) => topic.kind === kind)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      // A quick pick shows no Markdown.
      .map(({ name, summary }) => ({ label: name, description: summary.replaceAll('`', ''), name })),
  ];
  const nameAtCursor = findNameAtCursor();
  const chosen = await pickFrom([...itemsOf('flag'), ...itemsOf('variable'), ...itemsOf('rule')], {
    title: `Explain Rule or Flag (ms-swift ${version})`,
    placeholder: 'Search flags, environment variables and rules by name or meaning',
    isActive: ({ name }) => name !== undefined && name === nameAtCursor,
  });
  return chosen?.name;
}

/** Returns the rule of the finding at the cursor, else the name there. */
function findNameAtCursor(): string {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return '';
  const { document, selection } = editor;
  const diagnostic = vscode.languages
    .getDiagnostics(document.uri)
    .find(({ range }) => range.contains(selection.active));
  if (typeof diagnostic?.code === 'object') return String(diagnostic.code.value);
  const word = document.getWordRangeAtPosition(selection.active, /[\w.-]+/);
  return word ? document.getText(word).replace(/^-+/, '').replaceAll('-', '_') : '';
}
