import * as vscode from 'vscode';
import { LIST_RECIPES, type ListRecipesResult } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';

/** Registers “Treat This File as a Training Config”, for a config that its keys do not reveal: it adds the comment that does. */
export function registerMarkConfig(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.markConfig', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (!document) return;
      const client = await server.ensureRunning();
      const { version } = await client.sendRequest<ListRecipesResult>(LIST_RECIPES, { uri: document.uri.toString() });
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), `# preflight: ms-swift=${version}\n`);
      await vscode.workspace.applyEdit(edit);
    }),
  );
}
