import * as vscode from 'vscode';
import { toSentence } from '../../../server/src/core/text/sentence';
import { FIND_LAYOUTS, type FindLayoutsParams, type FindLayoutsResult } from '../../../server/src/lsp/memoryProtocol';
import { COMMAND_FIND_LAYOUT } from '../../../server/src/lsp/protocol';
import { askForGpus } from '../askForGpus';
import type { Server } from '../languageClient';
import { showInformation, showProgress, showWarning } from '../notify';
import { pickFrom } from '../quickPick';
import { toWorkspaceEdit } from './toWorkspaceEdit';

/** Registers “Find a Layout…”: lists the layouts that fit, and writes the chosen one into the file. */
export function registerFindLayout(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand(COMMAND_FIND_LAYOUT, async (requestedUri?: string, line?: number) => {
      const editor = vscode.window.activeTextEditor;
      const uri = requestedUri ?? editor?.document.uri.toString();
      if (uri === undefined) return;
      await findLayout(server, { uri, line: line ?? editor?.selection.active.line ?? 0 });
    }),
  );
}

async function findLayout(server: Server, params: FindLayoutsParams): Promise<void> {
  const result = await requestLayouts(server, params);
  if (!result) {
    void showInformation('This file has no megatron command.');
    return;
  }
  const { needsGpus, message, layouts, title } = result;
  if (needsGpus && params.nodes === undefined) {
    await askAgain(server, params);
    return;
  }
  if (layouts.length === 0) {
    const change = 'Change GPUs…';
    if ((await showWarning(message ?? 'No layout fits.', change)) === change) await askAgain(server, params);
    return;
  }
  // A line that is too long for the list is shown in full when the mouse rests on it.
  const items = layouts.map(({ label, sum, memory, reason, limit }, index) => ({
    // The list sorts what matches a search anew, so that the rank is a part of the label.
    label: `${index + 1}. ${label}`,
    description: sum,
    detail: `${toSentence(reason)} ${memory}. ${toSentence(limit)}`,
    index,
  }));
  const other = { label: '$(server-environment) Search for Other GPUs…', description: '', detail: '', index: -1 };
  const chosen = await pickFrom([...items, other], {
    title: `Layouts: ${title}`,
    placeholder: 'The fastest first. Enter writes the layout into the file.',
    isActive: ({ index }) => index === 0,
  });
  if (chosen === other) await askAgain(server, params);
  else if (chosen) await applyLayout(params.uri, result, chosen.index);
}

async function askAgain(server: Server, params: FindLayoutsParams): Promise<void> {
  const gpus = await askForGpus('Find a Layout: Nodes x GPUs');
  if (gpus) await findLayout(server, { ...params, ...gpus });
}

async function requestLayouts(server: Server, params: FindLayoutsParams): Promise<FindLayoutsResult | null> {
  const client = await server.ensureRunning();
  return showProgress(
    'Searching for layouts',
    () => client.sendRequest<FindLayoutsResult | null>(FIND_LAYOUTS, params),
    false,
  );
}

/** Applies a layout as one edit, which one undo step takes back, unless the file has changed since the search. */
async function applyLayout(uri: string, { version, layouts }: FindLayoutsResult, index: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (document.version !== version) {
    void showInformation('The file has changed since the search. Search again.');
    return;
  }
  const edit = toWorkspaceEdit(layouts[index]?.edit ?? {});
  if (!(await vscode.workspace.applyEdit(edit))) void showWarning('The layout could not be written into the file.');
}
