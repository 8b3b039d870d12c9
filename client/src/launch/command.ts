import * as vscode from 'vscode';
import { PLAN, type PlanParams, type PlanResult, type Target } from '../../../server/src/lsp/protocol';
import type { Server } from '../languageClient';
import { addTarget } from './addTarget';
import { createCluster } from './clusters';
import type { ClusterTarget } from './clusters/cluster';
import { watchLaunchContext } from './contextKeys';
import { createFailureReporter, registerActions } from './jobs/actions';
import type { SubmittedJob } from './jobs/job';
import { createLogs } from './jobs/logs';
import { createJobStore } from './jobs/store';
import { createJobsView, requestBlames } from './jobs/view';
import { createPlans, type ShownPlan } from './plan/planDocuments';
import { createSubmit } from './plan/submit';
import { withExecutables } from './process/executables';
import { runInTerminal, runProcess as start, terminateAll } from './process/run';
import { LOCAL_TARGET, pickTarget } from './targets';
import { checkTrust } from './trust';

/** Launching: choose where, see the plan to the letter, and go through with it only then. */
export function registerLaunch(
  context: vscode.ExtensionContext,
  server: Server,
  channel: vscode.LogOutputChannel,
): { jobs: () => readonly SubmittedJob[] } {
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'launch');
  const run = withExecutables(start);
  const clusterOf = (target: ClusterTarget) => createCluster(target, run);
  const report = createFailureReporter(channel);
  const plans = createPlans(context);
  const logs = createLogs(clusterOf, run, (job) => requestBlames(job, server));
  const store = createJobStore(vscode.Uri.joinPath(context.globalStorageUri, 'jobs'));
  const jobs = createJobsView({ store, logs, clusterOf, run, server, channel });
  const runPlan = (uri: vscode.Uri): Thenable<unknown> => vscode.commands.executeCommand('preflight.runPlan', uri);
  const { check, submit } = createSubmit({ jobs, plans, clusterOf, report, runPlan });
  const add = (): Promise<Target | undefined> => addTarget(run, report);

  /** Shows a plan and asks whether to go through with it. The question stays open beside the plan. */
  const propose = async (shown: ShownPlan): Promise<void> => {
    const uri = await plans.show(shown);
    const { plan, target } = shown;
    if (plan.blocked) showBlocked(plan);
    else if (target.kind !== 'local') await check(uri, shown);
    else {
      void vscode.window
        .showInformationMessage(`Run ${plan.title} in a terminal?`, 'Run')
        .then((choice) => choice && runPlan(uri));
    }
  };
  const launchPlan = async (uri: vscode.Uri, shown: ShownPlan): Promise<void> => {
    const { plan, target } = shown;
    if (plan.blocked) showBlocked(plan);
    else if (target.kind !== 'local') await submit(uri, shown);
    else {
      try {
        runInTerminal(vscode.window, storage.fsPath, plan);
      } catch (error) {
        void vscode.window.showErrorMessage(`${plan.title} was not started: ${(error as Error).message}`);
      }
    }
  };
  /** A job once more: as it was, or from its source where the plan could not be kept. */
  const resubmit = async (job: SubmittedJob): Promise<void> => {
    if (job.plan) return propose({ plan: job.plan, target: job.target, source: job.source });
    const uri = vscode.Uri.parse(job.source.uri);
    const newPlan = await requestPlan(server, storage, uri, { line: job.source.line }, job.target);
    if (newPlan) await propose(newPlan);
  };

  context.subscriptions.push(
    logs,
    jobs,
    { dispose: terminateAll },
    ...watchLaunchContext(),
    vscode.commands.registerCommand(
      'preflight.launch',
      async (uri?: string | vscode.Uri, index?: number, name?: string) => {
        if (!checkTrust()) return;
        const document = await openSavedDocument(uri);
        if (!document) return;
        const at = index === undefined ? { line: cursorLineOf(document) } : { index };
        // Nobody is asked where to launch what is not there.
        const localPlan = await requestPlan(server, storage, document.uri, at, LOCAL_TARGET);
        const target = localPlan && (await pickTarget(context.workspaceState, name, add));
        const shown =
          target &&
          (target.kind === 'local' ? localPlan : await requestPlan(server, storage, document.uri, at, target));
        if (shown) await propose(shown);
      },
    ),
    vscode.commands.registerCommand('preflight.runPlan', async (uri?: vscode.Uri) => {
      const at = uri ?? vscode.window.activeTextEditor?.document.uri;
      const shown = plans.get(at);
      if (at && shown && checkTrust()) await launchPlan(at, shown);
    }),
    vscode.commands.registerCommand('preflight.addLaunchTarget', () => (checkTrust() ? add() : undefined)),
    ...registerActions({
      jobs,
      logs,
      clusterOf,
      server,
      report,
      resubmit,
      showPlan: (job) => plans.showText(`${job.title} as submitted ${job.id}`, job.document, job.form),
    }),
  );
  return { jobs: jobs.all };
}

/** Errors are in the way: the plan names them all, the message the first. */
function showBlocked(plan: PlanResult): void {
  void vscode.window
    .showErrorMessage(`${plan.title} cannot be launched: ${plan.problems[0] ?? ''}`, 'Show Problems')
    .then((choice) => choice && vscode.commands.executeCommand('preflight.showProblems'));
}

/** The document to launch from, saved: what is shown and what runs have to be the same. */
async function openSavedDocument(uri: string | vscode.Uri | undefined): Promise<vscode.TextDocument | undefined> {
  const document =
    uri === undefined
      ? vscode.window.activeTextEditor?.document
      : await vscode.workspace.openTextDocument(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
  if (!document) {
    void vscode.window.showInformationMessage('Open a script or YAML file with a megatron command first.');
    return undefined;
  }
  if (document.isUntitled) {
    void vscode.window.showInformationMessage('Save the file first: a launch needs the folder that it runs in.');
    return undefined;
  }
  if (document.isDirty && !(await document.save())) return undefined;
  return document;
}

/** Where the cursor is, if it is in that document. */
function cursorLineOf(document: vscode.TextDocument): number {
  const editor = vscode.window.activeTextEditor;
  return editor?.document === document ? editor.selection.active.line : 0;
}

async function requestPlan(
  server: Server,
  storage: vscode.Uri,
  uri: vscode.Uri,
  at: { index: number } | { line: number },
  target: Target,
): Promise<ShownPlan | undefined> {
  const client = await server.ensureRunning();
  const params: PlanParams = { uri: uri.toString(), target, storage: storage.fsPath, ...at };
  const plan = await client.sendRequest<PlanResult | null>(PLAN, params);
  if (!plan) {
    void vscode.window.showInformationMessage('There is no megatron command in this file.');
    return undefined;
  }
  return { plan, target, source: { uri: uri.toString(), line: plan.line } };
}
