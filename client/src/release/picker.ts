import * as vscode from 'vscode';
import {
  type ReleaseResult,
  SET_RELEASE,
  type SetReleaseParams,
  type SetReleaseResult,
} from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { showInformation } from '../notify';
import { pickFrom } from '../quickPick';
import { FORMER_RELEASE_SETTING, RELEASE_SETTING } from '../settings';
import { groupBySeries } from './series';
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
      const location = version === '' ? 'none' : await pickLocation(editor.document, version);
      if (location === 'setting' || location === 'none') await writeSetting(editor.document.uri, version);
      if (location === 'modeline' || location === 'none') await writeModeline(server, editor.document, version);
    }),
  );
}

type ReleaseItem = vscode.QuickPickItem & { version?: string };

/**
 * Asks for a release: newest first, in groups, with the current one marked and selected. The answer is empty for a
 * detected release, and undefined when the user dismisses the question.
 */
export async function pickRelease(
  { version, reason, releases }: ReleaseResult,
  offersDetection: boolean,
): Promise<string | undefined> {
  const toItem = (release: string): ReleaseItem => {
    const isCurrent = release === version;
    const newest = release === releases[0] ? 'newest' : '';
    const description = [isCurrent ? `current: ${reason.replaceAll('`', '')}` : '', newest].filter(
      (part) => part !== '',
    );
    return {
      label: `${isCurrent ? '$(check) ' : ''}${release}`,
      description: description.join(', '),
      version: release,
    };
  };
  const items = groupBySeries(releases).flatMap(({ name, releases: members }): ReleaseItem[] => [
    { label: `ms-swift ${name}`, kind: vscode.QuickPickItemKind.Separator },
    ...members.map(toItem),
  ]);
  const detection: ReleaseItem = {
    label: '$(search) Detect automatically',
    description: 'by the installed package, a pinned version or the flags in use',
    version: '',
  };
  const chosen = await pickFrom(offersDetection ? [detection, ...items] : items, {
    title: offersDetection ? 'Select the ms-swift Release' : 'Migrate to an ms-swift Release',
    placeholder: offersDetection
      ? `Now ${version}. Only the check changes; Migrate to Release also renames flags.`
      : `Now ${version}. You review the changes before they are applied.`,
    // A migration to the present release would change nothing.
    isActive: (item) => item.version === (offersDetection ? version : releases[0]),
  });
  return chosen?.version;
}

async function pickLocation(
  { uri }: vscode.TextDocument,
  version: string,
): Promise<'modeline' | 'setting' | undefined> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const chosen = await vscode.window.showQuickPick(
    [
      {
        label: 'This file',
        description: `as a comment: # preflight: ms-swift=${version}`,
        location: 'modeline' as const,
      },
      folder
        ? {
            label: `Folder ${folder.name}`,
            description: `in its setting preflight.${RELEASE_SETTING}`,
            location: 'setting' as const,
          }
        : { label: 'User settings', description: `preflight.${RELEASE_SETTING}`, location: 'setting' as const },
    ],
    { title: 'Where to Write the Release', placeHolder: `Does ms-swift ${version} run only this file, or all files?` },
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
  const settings = vscode.workspace.getConfiguration('preflight', uri);
  await settings.update(RELEASE_SETTING, version || undefined, target);
  // The setting of the former name would count where the new one is empty.
  if (settings.get(FORMER_RELEASE_SETTING)) await settings.update(FORMER_RELEASE_SETTING, undefined, target);
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
