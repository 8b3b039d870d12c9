import * as vscode from 'vscode';
import { RELEASE, type ReleaseParams, type ReleaseResult } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';

/** Delay between a change in the editor and the next request of the release. */
const DEBOUNCE_MS = 250;

/** Registers the status bar item with the release of the command at the cursor. A click opens the picker. */
export function registerStatus(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.window.createStatusBarItem('preflight.release', vscode.StatusBarAlignment.Right, 100);
  item.name = 'ms-swift Release';
  item.command = 'preflight.selectRelease';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = async (): Promise<void> => {
    const release = await requestRelease(server);
    if (!release) {
      item.hide();
      return;
    }
    const { version, from, known, reason } = release;
    const isGuess = from === 'flags' || from === 'default';
    item.text = `$(versions) ms-swift ${version}${isGuess ? '?' : ''}`;
    item.tooltip = new vscode.MarkdownString(
      `Linted as ms-swift ${version}: ${reason}.${known ? '' : '\n\nThe catalog does not contain this release, so nothing is linted.'}\n\nClick to select another release.`,
    );
    item.show();
  };
  const scheduleUpdate = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void update().catch(() => item.hide()), DEBOUNCE_MS);
  };
  const isActive = (uri: vscode.Uri): boolean =>
    vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
  context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(scheduleUpdate),
    vscode.window.onDidChangeTextEditorSelection(scheduleUpdate),
    // Findings are published again whenever a file around the document has changed.
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.some(isActive) && scheduleUpdate()),
    { dispose: () => clearTimeout(timer) },
  );
  scheduleUpdate();
}

/** Requests the release of the command at the cursor; null without a running server or a command. */
export async function requestRelease(server: Server): Promise<ReleaseResult | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !server.isRunning()) return null;
  const client = await server.ensureRunning();
  const params: ReleaseParams = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  return client.sendRequest<ReleaseResult | null>(RELEASE, params);
}
