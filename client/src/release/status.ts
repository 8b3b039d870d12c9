import * as vscode from 'vscode';
import { RELEASE, type ReleaseParams, type ReleaseResult } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { showInformation } from '../notify';
import { createReleaseQuestion } from './askRelease';

/** Delay between a change in the editor and the next request of the release. */
const DEBOUNCE_MS = 250;

/** Registers the status bar item with the release of the command at the cursor. A click opens the picker. */
export function registerStatus(context: vscode.ExtensionContext, server: Server): void {
  const item = vscode.window.createStatusBarItem('preflight.release', vscode.StatusBarAlignment.Right, 100);
  item.name = 'ms-swift Release';
  item.command = 'preflight.selectRelease';
  const ask = createReleaseQuestion({
    memory: context.workspaceState,
    show: showInformation,
    select: () => vscode.commands.executeCommand('preflight.selectRelease'),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const update = async (): Promise<void> => {
    const release = await requestRelease(server);
    if (!release) {
      item.hide();
      return;
    }
    const { version, requested, isGuess, reason } = release;
    item.text = `$(versions) ms-swift ${version}${isGuess ? '?' : requested === undefined ? '' : '~'}`;
    item.tooltip = createTooltip(release);
    item.accessibilityInformation = {
      label: isGuess ? `ms-swift ${version}, a guess. Select the release` : `ms-swift ${version}: ${reason}`,
    };
    item.show();
    const editor = vscode.window.activeTextEditor;
    // A setting of the folder can answer, so a text outside of the workspace asks nothing.
    if (!editor || !vscode.workspace.getWorkspaceFolder(editor.document.uri)) return;
    if (!isAnswering(editor)) ask(vscode.workspace.asRelativePath(editor.document.uri), release);
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

/** Whether the user is writing the comment that names the release. */
const isAnswering = ({ document, selection }: vscode.TextEditor): boolean =>
  /#\s*preflight\b/.test(document.lineAt(selection.active.line).text);

/** Requests the release of the command at the cursor; null without a running server or a command. */
export async function requestRelease(server: Server): Promise<ReleaseResult | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !server.isRunning()) return null;
  const client = await server.ensureRunning();
  const params: ReleaseParams = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
  return client.sendRequest<ReleaseResult | null>(RELEASE, params);
}

/** Explains the release, and offers to set it where it is a guess. */
function createTooltip({ version, requested, isGuess, reason }: ReleaseResult): vscode.MarkdownString {
  const substitute = requested === undefined ? '' : `, in place of ${requested}`;
  const advice = isGuess
    ? 'Nothing says which release runs this file, so errors that depend on it are warnings.\n\nClick to set the release for this file or its folder.'
    : 'Click to select another release.';
  return new vscode.MarkdownString(`Checked as ms-swift ${version}${substitute}: ${reason}.\n\n${advice}`);
}
