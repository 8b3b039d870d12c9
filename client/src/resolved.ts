import * as vscode from 'vscode';
import { RESOLVE, type ResolveParams, type ResolveResult } from '../../server/src/lsp/protocol';
import type { Server } from './languageClient';
import { showInformation } from './notify';

const SCHEME = 'preflight-resolved';

/** Registers “Show Resolved Command”: the arguments of the trainer with their origins, overridden flags struck through. */
export function registerResolved(context: vscode.ExtensionContext, server: Server): void {
  const results = new Map<string, ResolveResult>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const strikethrough = vscode.window.createTextEditorDecorationType({
    textDecoration: 'line-through',
    opacity: '0.6',
  });
  const decorate = (editor: vscode.TextEditor | undefined): void => {
    const result = editor && results.get(editor.document.uri.toString());
    const lines = (result?.overridden ?? []).filter((line) => editor && line < editor.document.lineCount);
    editor?.setDecorations(
      strikethrough,
      lines.flatMap((line) => commandRangeOf(editor.document.lineAt(line))),
    );
  };
  context.subscriptions.push(
    changed,
    strikethrough,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => results.get(uri.toString())?.text ?? '',
    }),
    vscode.window.onDidChangeActiveTextEditor(decorate),
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
      await vscode.languages.setTextDocumentLanguage(document, 'shellscript');
      decorate(await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true }));
    }),
  );
}

/** Returns the range of a line without its indentation and trailing comment. */
function commandRangeOf(line: vscode.TextLine): vscode.Range {
  const comment = line.text.lastIndexOf('#');
  const end = comment < 0 ? line.text.length : line.text.slice(0, comment).trimEnd().length;
  return new vscode.Range(line.lineNumber, line.firstNonWhitespaceCharacterIndex, line.lineNumber, end);
}
