import * as vscode from 'vscode';
import { showInformation } from './notify';

const KIND = 'source.fixAll.preflight';

/** Time within which the findings of a changed text are expected. */
const MAX_WAIT_MS = 5000;

/** Registers “Apply All Safe Fixes in This File”, which says what it leaves to the user. */
export function registerFixAll(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('preflight.fixAll', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (!document) return;
      const { uri } = document;
      const before = listErrors(uri).length;
      const edit = await findSafeFixes(document);
      if (!edit) {
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

/** Returns the edit of all safe fixes of a document; undefined if there is none. */
async function findSafeFixes({ uri, lineCount }: vscode.TextDocument): Promise<vscode.WorkspaceEdit | undefined> {
  const everything = new vscode.Range(0, 0, lineCount, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    everything,
    KIND,
  );
  return actions.find(({ kind, edit }) => edit && kind?.value === KIND)?.edit;
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
