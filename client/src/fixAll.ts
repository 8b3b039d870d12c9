import * as vscode from 'vscode';
import type { CodeAction } from 'vscode-languageclient';
import type { Server } from './languageClient';
import { showInformation } from './notify';

const KIND = 'source.fixAll.preflight';

/** Time within which the findings of a changed text are expected. */
const MAX_WAIT_MS = 5000;

/** Registers “Apply All Safe Fixes in This File”, which says what it leaves to the user. */
export function registerFixAll(context: vscode.ExtensionContext, server: Server): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.fixAll', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (!document) return;
      const { uri } = document;
      const edit = await findSafeFixes(server, document);
      if (!edit) {
        const before = listErrors(uri).length;
        if (before === 0) void showInformation('There is nothing to fix.');
        else offerNext(`No fix is safe; ${count(before)} left for your decision.`);
        return;
      }
      const judged = waitForFindings(uri);
      if (!(await vscode.workspace.applyEdit(edit))) return;
      await judged;
      const left = listErrors(uri).length;
      if (left > 0) offerNext(`The safe fixes are applied; ${count(left)} left for your decision.`);
    }),
  );
}

/** Says what is left, with a button that leads there. */
function offerNext(message: string): void {
  const next = 'Go to Next Error';
  void showInformation(message, next).then(
    (choice) => choice === next && vscode.commands.executeCommand('editor.action.marker.next'),
  );
}

const count = (errors: number): string => `${errors} ${errors === 1 ? 'error' : 'errors'}`;

const listErrors = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(({ source, severity }) => source === 'preflight' && severity === vscode.DiagnosticSeverity.Error);

/**
 * Returns the edit of all safe fixes of a document; undefined if there is none. The server is asked itself, once it runs:
 * the editor would drop its answer while other extensions start.
 */
async function findSafeFixes(
  server: Server,
  { uri, lineCount }: vscode.TextDocument,
): Promise<vscode.WorkspaceEdit | undefined> {
  const client = await server.ensureRunning();
  const actions = await client.sendRequest<CodeAction[] | null>('textDocument/codeAction', {
    textDocument: { uri: client.code2ProtocolConverter.asUri(uri) },
    range: client.code2ProtocolConverter.asRange(new vscode.Range(0, 0, lineCount, 0)),
    context: { diagnostics: [], only: [KIND] },
  });
  const edit = actions?.find((action) => action.kind === KIND)?.edit;
  return edit && client.protocol2CodeConverter.asWorkspaceEdit(edit);
}

/** Waits until the findings of a text have changed. */
const waitForFindings = (uri: vscode.Uri): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve();
    };
    const timer = setTimeout(finish, MAX_WAIT_MS);
    const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((each) => each.toString() === uri.toString())) finish();
    });
  });
