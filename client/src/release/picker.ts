import * as vscode from 'vscode';
import {
  type ReleaseResult,
  SET_RELEASE,
  type SetReleaseParams,
  type SetReleaseResult,
} from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { showInformation } from '../notify';
import { requestRelease } from './status';

/** Registers “Select ms-swift Release”, which writes a release into the file or into the settings of its folder. */
export function registerPicker(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.selectRelease', async () => {
      await server.ensureRunning();
      const editor = vscode.window.activeTextEditor;
      const release = await requestRelease(server);
      if (!editor || !release) {
        void showInformation('Open a script or YAML file with a megatron command first.');
        return;
      }
      const version = await pickRelease(release, true);
      if (version === undefined) return;
      // The release is detected only if neither a comment nor a setting names it.
      const location = version === '' ? 'none' : await pickLocation(editor.document);
      if (location === 'setting' || location === 'none') await writeSetting(editor.document.uri, version);
      if (location === 'modeline' || location === 'none') await writeModeline(server, editor.document, version);
    }),
  );
}

/** Asks for a release. The answer is empty for a detected release, and undefined when the user dismisses the question. */
export async function pickRelease(
  { version, reason, releases }: ReleaseResult,
  offersDetection: boolean,
): Promise<string | undefined> {
  type Item = vscode.QuickPickItem & { version: string };
  const detected: Item = {
    label: '$(search) Detect automatically',
    description: 'installed package, pin, flags in use',
    version: '',
  };
  const items = releases.map(
    (release): Item => ({ label: release, version: release, ...(release === version && { description: reason }) }),
  );
  const chosen = await vscode.window.showQuickPick(offersDetection ? [detected, ...items] : items, {
    title: 'ms-swift Release',
    placeHolder: `Current release ${version}: ${reason.replaceAll('`', '')}`,
    matchOnDescription: true,
  });
  return chosen?.version;
}

async function pickLocation({ uri }: vscode.TextDocument): Promise<'modeline' | 'setting' | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const chosen = await vscode.window.showQuickPick(
    [
      { label: 'This file', description: 'as a comment: # preflight: ms-swift=…', location: 'modeline' as const },
      folder
        ? {
            label: `Folder ${folder.name}`,
            description: 'in its setting preflight.swiftVersion',
            location: 'setting' as const,
          }
        : { label: 'User settings', description: 'preflight.swiftVersion', location: 'setting' as const },
    ],
    { title: 'Location of the Release' },
  );
  return chosen?.location;
}

async function writeSetting(uri: vscode.Uri, version: string): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const isMulti = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  const target = !folder
    ? vscode.ConfigurationTarget.Global
    : isMulti
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('preflight', uri).update('swiftVersion', version || undefined, target);
}

async function writeModeline(server: Server, document: vscode.TextDocument, version: string): Promise<void> {
  const client = await server.ensureRunning();
  const params: SetReleaseParams = { uri: document.uri.toString(), version };
  const edits = await client.sendRequest<SetReleaseResult>(SET_RELEASE, params);
  if (edits.length > 0) await applyTextEdits(document.uri, edits);
}

/** Applies edits of the server as one undo step. */
export async function applyTextEdits(uri: vscode.Uri, edits: SetReleaseResult): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits) {
    const { start, end } = range;
    edit.replace(uri, new vscode.Range(start.line, start.character, end.line, end.character), newText);
  }
  return vscode.workspace.applyEdit(edit);
}
