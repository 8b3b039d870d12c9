import * as vscode from 'vscode';
import { PLAN, type PlanParams, type PlanResult } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { runInTerminal } from './run';

const SCHEME = 'preflight-plan';

/** Launching: ask for a plan, show it, and run it only when the user says so. */
export function registerLaunch(context: vscode.ExtensionContext, server: Server): void {
  const plans = new Map<string, PlanResult>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => plans.get(uri.toString())?.document ?? '',
    }),
    vscode.commands.registerCommand('preflight.launch', async (uri?: string | vscode.Uri, index?: number) => {
      if (!mayRun()) return;
      const plan = await askForPlan(context, server, uri, index);
      if (!plan) return;
      const planUri = vscode.Uri.from({ scheme: SCHEME, path: `/${plan.title}.sh` });
      plans.set(planUri.toString(), plan);
      changed.fire(planUri);
      await showPlan(planUri);
      await confirm(planUri, plan);
    }),
    vscode.commands.registerCommand('preflight.runPlan', async (uri?: vscode.Uri) => {
      const shown = uri ?? vscode.window.activeTextEditor?.document.uri;
      const plan = shown && plans.get(shown.toString());
      if (plan && mayRun()) await run(context, plan);
    }),
  );
}

/** Nothing starts in a workspace that the user does not trust. */
function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window
    .showWarningMessage(
      'Launching is off in an untrusted workspace, since a launch runs what the files say.',
      'Manage Trust',
    )
    .then((choice) => choice && vscode.commands.executeCommand('workbench.trust.manage'));
  return false;
}

async function askForPlan(
  context: vscode.ExtensionContext,
  server: Server,
  uri: string | vscode.Uri | undefined,
  index: number | undefined,
): Promise<PlanResult | null> {
  const editor = vscode.window.activeTextEditor;
  const document =
    uri === undefined
      ? editor?.document
      : await vscode.workspace.openTextDocument(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
  if (!document) {
    void vscode.window.showInformationMessage('Open a script or YAML file with a megatron command first.');
    return null;
  }
  if (document.isUntitled) {
    void vscode.window.showInformationMessage('Save the file first: a launch needs the folder that it runs in.');
    return null;
  }
  // A script that runs as a whole is read from disk: what is shown and what runs have to be the same.
  if (document.isDirty && !(await document.save())) return null;
  const client = await server.running();
  const params: PlanParams = {
    uri: document.uri.toString(),
    target: { kind: 'local', name: 'local' },
    storage: vscode.Uri.joinPath(context.globalStorageUri, 'launch').fsPath,
    ...(index === undefined ? { line: editor?.document === document ? editor.selection.active.line : 0 } : { index }),
  };
  const plan = await client.sendRequest<PlanResult | null>(PLAN, params);
  if (!plan) void vscode.window.showInformationMessage('There is no megatron command in this file.');
  return plan;
}

async function showPlan(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, 'shellscript');
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    preserveFocus: false,
  });
}

/** The question stays open beside the plan; the plan’s own run button asks the same. */
async function confirm(uri: vscode.Uri, plan: PlanResult): Promise<void> {
  if (plan.blocked) {
    void vscode.window
      .showErrorMessage(`${plan.title} cannot be launched: ${plan.problems[0] ?? ''}`, 'Show Problems')
      .then((choice) => choice && vscode.commands.executeCommand('preflight.showProblems'));
    return;
  }
  void vscode.window
    .showInformationMessage(`Run ${plan.title} in a terminal?`, 'Run')
    .then((choice) => choice && vscode.commands.executeCommand('preflight.runPlan', uri));
}

async function run(context: vscode.ExtensionContext, plan: PlanResult): Promise<void> {
  if (plan.blocked) {
    void vscode.window.showErrorMessage(`${plan.title} cannot be launched: ${plan.problems[0] ?? ''}`);
    return;
  }
  try {
    runInTerminal(vscode.window, vscode.Uri.joinPath(context.globalStorageUri, 'launch').fsPath, plan);
  } catch (error) {
    void vscode.window.showErrorMessage(`${plan.title} was not started: ${(error as Error).message}`);
  }
}
