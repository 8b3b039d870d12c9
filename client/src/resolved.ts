import * as vscode from 'vscode';
import { RESOLVE, type ResolveParams, type ResolveResult } from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';
import { showInformation } from './notify';

const SCHEME = 'preflight-resolved';

/** Registers “Show Resolved Command”: one command for a shell, with the origin of each line after it. */
export function registerResolved(context: vscode.ExtensionContext, server: Server): void {
  const results = new Map<string, ResolveResult>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => results.get(uri.toString())?.text ?? '',
    }),
    ...registerOrigins((document) => results.get(document.uri.toString())),
    vscode.commands.registerCommand('preflight.copyResolved', async (requested?: vscode.Uri) => {
      const uri = requested ?? vscode.window.activeTextEditor?.document.uri;
      const result = uri && results.get(uri.toString());
      if (!result) return;
      await vscode.env.clipboard.writeText(result.text);
      vscode.window.setStatusBarMessage('The resolved command was copied', COPIED_MS);
    }),
    vscode.commands.registerCommand('preflight.showResolved', async (requestedUri?: string, line?: number) => {
      const editor = vscode.window.activeTextEditor;
      const uri = requestedUri ?? editor?.document.uri.toString();
      if (uri === undefined) return;
      const client = await server.ensureRunning();
      const params: ResolveParams = { uri, line: line ?? editor?.selection.active.line ?? 0 };
      const result = await client.sendRequest<ResolveResult | null>(RESOLVE, params);
      if (!result) {
        void showInformation('This file has no megatron command.');
        return;
      }
      const target = vscode.Uri.from({ scheme: SCHEME, path: `/${result.title}.sh` });
      results.set(target.toString(), result);
      changed.fire(target);
      const document = await vscode.workspace.openTextDocument(target);
      // The language of plans is colored as bash, wraps its lines and has no minimap.
      await vscode.languages.setTextDocumentLanguage(document, 'preflight-plan');
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    }),
  );
}

/** Time for which the status bar says that the command was copied. */
const COPIED_MS = 4000;

/** Shows where each line of a resolved command comes from: after the line, outside of its text, and in a hover. */
function registerOrigins(find: (document: vscode.TextDocument) => ResolveResult | undefined): vscode.Disposable[] {
  const describeLine = (document: vscode.TextDocument, line: number): string => {
    const result = find(document);
    const origin = result?.origins[line] ?? '';
    if (origin === '') return '';
    return result?.overridden.includes(line) ? `from ${origin}, overridden below` : `from ${origin}`;
  };
  return [
    vscode.languages.registerInlayHintsProvider(
      { scheme: SCHEME },
      {
        provideInlayHints: (document, range) =>
          listLines(range).flatMap((line) => {
            const text = describeLine(document, line);
            if (text === '') return [];
            const hint = new vscode.InlayHint(document.lineAt(line).range.end, text);
            hint.paddingLeft = true;
            return [hint];
          }),
      },
    ),
    vscode.languages.registerHoverProvider(
      { scheme: SCHEME },
      {
        provideHover: (document, { line }) => {
          const text = describeLine(document, line);
          return text === '' ? undefined : new vscode.Hover(new vscode.MarkdownString().appendText(text));
        },
      },
    ),
  ];
}

const listLines = ({ start, end }: vscode.Range): number[] =>
  Array.from({ length: end.line - start.line + 1 }, (_, index) => start.line + index);
