import * as vscode from 'vscode';
import { extractRulePage, RULE_PAGES_PATH } from '../../server/src/data/rulePage';
import {
  COMMAND_SHOW_LAYOUT,
  EXPLAIN,
  type ExplainParams,
  type ExplainResult,
  LAYOUT,
  type LayoutParams,
  type LayoutResult,
  PAGE_SCHEME,
} from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';
import { showInformation } from './notify';

/** The editor of VS Code that renders Markdown. The manifest selects it for every address of a page. */
const MARKDOWN_PREVIEW = 'vscode.markdown.preview.editor';

/**
 * Registers the pages of rules, flags, variables and layouts. Their addresses say all that is needed to write them, so
 * that links open from everywhere, also after a restart.
 */
export function registerPages(context: vscode.ExtensionContext, server: Server): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(PAGE_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (page) => writePage(context, server, page),
    }),
    vscode.commands.registerCommand(COMMAND_SHOW_LAYOUT, async (requestedUri?: string, line?: number) => {
      const editor = vscode.window.activeTextEditor;
      const uri = requestedUri ?? editor?.document.uri.toString();
      if (uri === undefined) return;
      const params: LayoutParams = { uri, line: line ?? editor?.selection.active.line ?? 0 };
      const layout = await requestLayout(server, params);
      if (!layout) {
        void showInformation('This file has no megatron command.');
        return;
      }
      const path = `/layout/${layout.title}.md`;
      const page = vscode.Uri.from({ scheme: PAGE_SCHEME, path, query: JSON.stringify(params) });
      changed.fire(page);
      await openPage(page);
    }),
  );
}

/** Opens a page as rendered Markdown, or as text where VS Code has no preview of Markdown. */
export async function openPage(page: vscode.Uri, preserveFocus = false): Promise<void> {
  const options: vscode.TextDocumentShowOptions = {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    preserveFocus,
  };
  try {
    await vscode.commands.executeCommand('vscode.openWith', page, MARKDOWN_PREVIEW, options);
  } catch {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(page), options);
  }
}

/** Writes the page of an address: `/4.5.2/cli.bool.md`, or `/layout/train.sh line 3.md` with the place as its query. */
async function writePage(context: vscode.ExtensionContext, server: Server, page: vscode.Uri): Promise<string> {
  if (page.query !== '') {
    const layout = await requestLayout(server, JSON.parse(page.query) as LayoutParams);
    return layout
      ? `# Parallel layout of ${layout.title}\n\n${layout.markdown}\n`
      : 'The command is no longer there.\n';
  }
  const [name = '', version] = page.path.split('/').toReversed();
  const topic = { name: name.replace(/\.md$/, ''), ...(version && { version }) };
  const { text } = await explain(context, server, topic);
  return text === undefined ? `There is no page about ${topic.name}.\n` : startWithTitle(text);
}

/** Makes the first line of a text the title of a page: a heading of a list of rules, or the name at the top of a hover. */
const startWithTitle = (markdown: string): string =>
  markdown.replace(/^#+ /, '# ').replace(/^\*\*([^*\n]+)\*\* · /, '# $1\n\n');

async function requestLayout(server: Server, params: LayoutParams): Promise<LayoutResult | null> {
  const client = await server.ensureRunning();
  return client.sendRequest<LayoutResult | null>(LAYOUT, params);
}

/** Requests the page of a name: its text, and the release that it is about. Without a text, there may be similar names. */
export async function explain(
  context: vscode.ExtensionContext,
  server: Server,
  params: ExplainParams,
): Promise<{ text: string | undefined; version: string | undefined; similar: string[] }> {
  const client = await server.ensureRunning();
  const answer = await client.sendRequest<ExplainResult>(EXPLAIN, params);
  const { markdown, rule, note, version, unknown = [] } = answer;
  const text = rule === undefined ? markdown : extractRulePage(await readRulePages(context), rule);
  return { text: text && (note ? `${text}\n\n${note}\n` : text), version, similar: unknown };
}

/** Reads the document with the pages of all rules, which is part of the extension. */
async function readRulePages({ extensionUri }: vscode.ExtensionContext): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...RULE_PAGES_PATH));
  return new TextDecoder().decode(bytes);
}
