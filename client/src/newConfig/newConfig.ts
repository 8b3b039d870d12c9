import * as vscode from 'vscode';
import { CREATE_CONFIG } from '../../../server/src/lsp/protocol';
import { CONFIG_LANGUAGES } from '../detect';
import type { Server } from '../languageClient';
import { showWarning } from '../notify';
import { askNewConfig, type WantedConfig } from './askNewConfig';
import { findFreeName } from './findFreeName';

/** Registers “New Training Config”, which writes into an empty editor or opens a new one. It changes no file on disk. */
export function registerNewConfig(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.newConfig', async () => {
      const client = await server.ensureRunning();
      const blank = findBlankEditor();
      const wanted = await askNewConfig(client, blank?.document);
      if (!wanted) return;
      const { language: _, extension: __, ...params } = wanted;
      const text = await client.sendRequest<string | null>(CREATE_CONFIG, params);
      if (text === null) {
        void showWarning(
          `ms-swift ${wanted.version} cannot run this config on ${wanted.nodes} x ${wanted.gpusPerNode} GPUs.`,
        );
        return;
      }
      const canFill = blank?.document.languageId === wanted.language && isBlank(blank);
      await (canFill ? fillEditor(blank, text) : openNew(wanted, text));
    }),
  );
}

/** The editor of the user if it shows an empty script or config file. */
function findBlankEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && CONFIG_LANGUAGES.includes(editor.document.languageId) && isBlank(editor) ? editor : undefined;
}

const isBlank = ({ document }: vscode.TextEditor): boolean => !document.isClosed && document.getText().trim() === '';

/** Writes a text into an empty editor, as one undo step. */
async function fillEditor(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/** Opens an unsaved document with a name that no file of the folder has yet. */
async function openNew({ name, model, language, extension }: WantedConfig, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content: text }));
    return;
  }
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const open = vscode.workspace.textDocuments.map(({ uri }) => uri.path.split('/').at(-1) ?? '');
  const fileName = findFreeName(model, name, extension, [...entries.map(([entry]) => entry), ...open]);
  const uri = vscode.Uri.joinPath(folder, fileName).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document);
}
