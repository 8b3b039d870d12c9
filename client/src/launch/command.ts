import * as vscode from 'vscode';
import type { Target } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { showInformation } from '../notify';
import { addTarget } from './addTarget';
import { createCluster } from './clusters';
import type { ClusterTarget } from './clusters/cluster';
import { registerActions } from './jobs/actions';
import { requestBlames } from './jobs/blames';
import type { SubmittedJob } from './jobs/job';
import { createLogs } from './jobs/logs';
import { applyMemoryFix } from './jobs/memoryFixes';
import { createJobStore } from './jobs/store';
import { createJobsView } from './jobs/view';
import { createLauncher } from './plan/launcher';
import { createPlans, type ShownPlan } from './plan/planDocuments';
import { createPlanRequest, type RequestPlan } from './plan/requestPlan';
import { withExecutables } from './process/executables';
import { runProcess, terminateAll } from './process/run';
import { createFailureReporter } from './reportFailure';
import { createRunView } from './run/runView';
import { LOCAL_TARGET, pickTarget } from './targets';
import { checkTrust } from './trust';

/** Registers launching: pick a target, show the exact plan, and run it only after confirmation. */
export function registerLaunch(
  context: vscode.ExtensionContext,
  server: Server,
  channel: vscode.LogOutputChannel,
): { jobs: () => readonly SubmittedJob[] } {
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'launch');
  const run = withExecutables(runProcess);
  const clusterOf = (target: ClusterTarget) => createCluster(target, run);
  const report = createFailureReporter(channel);
  const plans = createPlans(context);
  const logs = createLogs(clusterOf, run, (job) => requestBlames(job, server));
  const store = createJobStore(vscode.Uri.joinPath(context.globalStorageUri, 'jobs'));
  const runView = createRunView(context.extensionUri, clusterOf, run, () => jobs.refreshIfVisible());
  const jobs = createJobsView({ store, logs, runView, clusterOf, run, server, channel });
  const requestPlan = createPlanRequest(server, storage);
  const { propose, runPlan, resubmit } = createLauncher({ jobs, plans, clusterOf, report, requestPlan, run, storage });
  const add = (): Promise<Target | undefined> => addTarget(run, report);

  context.subscriptions.push(
    logs,
    jobs,
    runView,
    { dispose: terminateAll },
    vscode.commands.registerCommand(
      'preflight.launch',
      async (uri?: string | vscode.Uri, index?: number, targetName?: string) => {
        const pick = (): Promise<Target | undefined> => pickTarget(context.workspaceState, targetName, add);
        const shown = checkTrust() && (await createPlan(uri, index, requestPlan, pick));
        if (shown) await propose(shown);
      },
    ),
    vscode.commands.registerCommand('preflight.runPlan', (uri?: vscode.Uri) =>
      runPlan(uri ?? vscode.window.activeTextEditor?.document.uri),
    ),
    vscode.commands.registerCommand('preflight.addLaunchTarget', () => (checkTrust() ? add() : undefined)),
    ...registerActions({
      jobs,
      logs,
      clusterOf,
      report,
      resubmit,
      showCurves: runView.show,
      applyMemoryFix: (job, fix) => applyMemoryFix(job, fix, server),
      showPlan: (job) => plans.showText(`${job.title} as submitted ${job.id}`, job.document),
    }),
  );
  return { jobs: jobs.all };
}

/** Creates the plan of a command in a file, for the target that the user picks. */
async function createPlan(
  uri: string | vscode.Uri | undefined,
  index: number | undefined,
  requestPlan: RequestPlan,
  pick: () => Promise<Target | undefined>,
): Promise<ShownPlan | undefined> {
  const document = await openSavedDocument(uri);
  if (!document) return undefined;
  const position = index === undefined ? { line: cursorLineOf(document) } : { index };
  // Check that there is a command before asking for a target.
  const localPlan = await requestPlan(document.uri, position, LOCAL_TARGET);
  const target = localPlan && (await pick());
  if (!target) return undefined;
  return target.kind === 'local' ? localPlan : requestPlan(document.uri, position, target);
}

/** Opens and saves the document to launch from, so that the plan and the run see the same text. */
async function openSavedDocument(uri: string | vscode.Uri | undefined): Promise<vscode.TextDocument | undefined> {
  const document =
    uri === undefined
      ? vscode.window.activeTextEditor?.document
      : await vscode.workspace.openTextDocument(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
  if (!document) {
    void showInformation('Open a script or YAML file with a megatron command first.');
    return undefined;
  }
  if (document.isUntitled) {
    void showInformation('Save the file first: a launch runs in the folder of its file.');
    return undefined;
  }
  if (document.isDirty && !(await document.save())) return undefined;
  return document;
}

/** Returns the line of the cursor; the first line if the document is not the active one. */
function cursorLineOf(document: vscode.TextDocument): number {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document ? editor.selection.active.line : 0;
}
