import * as vscode from 'vscode';
import { MASK, type PlanResult, type Target } from '../../../../server/src/lsp/protocol';
import { showError, showInformation } from '../../notify';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import type { SubmittedJob } from '../jobs/job';
import type { JobsView } from '../jobs/view';
import type { Failure } from '../process/failure';
import { type RunProcess, runInTerminal } from '../process/run';
import { listTargets } from '../targets';
import { checkTrust } from '../trust';
import { describeMachine } from './checkMachine';
import { describeBlocked } from './describeBlocked';
import type { Plans, ShownPlan } from './planDocuments';
import { createPlanQuestions } from './questions';
import type { RequestPlan } from './requestPlan';
import { createSubmit } from './submit';

/** Shows plans, and runs those that the user confirms. */
export interface Launcher {
  /** Shows a plan and asks whether to run it. The question stays open beside the plan. */
  propose: (shown: ShownPlan) => Promise<void>;
  /** Runs the plan that a document shows: in a terminal, or as a job. */
  runPlan: (uri: vscode.Uri | undefined) => Promise<void>;
  /** Proposes the plan of a job again, or a new plan of its source if the plan was not stored. */
  resubmit: (job: SubmittedJob) => Promise<void>;
}

interface LauncherParts {
  jobs: JobsView;
  plans: Plans;
  clusterOf: (target: ClusterTarget) => Cluster;
  report: (failure: Failure) => void;
  requestPlan: RequestPlan;
  run: RunProcess;
  /** Folder for the files of plans that run in a terminal. */
  storage: vscode.Uri;
}

export function createLauncher({ requestPlan, storage, ...parts }: LauncherParts): Launcher {
  const questions = createPlanQuestions(
    () => void vscode.commands.executeCommand('notifications.hideToasts'),
    (message) => void showInformation(message),
  );
  const runPlan: Launcher['runPlan'] = async (uri) => {
    const shown = parts.plans.get(uri);
    if (!uri || !shown || !checkTrust()) return;
    const { plan, target } = shown;
    if (plan.blocked) showBlocked(plan);
    else if (target.kind === 'local') {
      questions.close(uri, `${plan.title} was started already.`);
      startInTerminal(storage, plan);
    } else await submit(uri, shown);
  };
  const { check, submit } = createSubmit({ ...parts, questions, runPlan });
  const propose: Launcher['propose'] = async (shown) => {
    const uri = await parts.plans.show(shown);
    const { plan, target } = shown;
    if (plan.blocked) showBlocked(plan);
    else if (target.kind !== 'local') await check(uri, shown);
    else {
      // A lens is cut off at the edge of its editor, so the notification says it as well.
      const machine = await describeMachine(parts.run, plan);
      if (machine !== '') parts.plans.setStatus(uri, machine);
      const question = `Run ${plan.title} in a terminal? ${machine}`.trimEnd();
      void questions.ask(uri, shown, showInformation(question, 'Run')).then((choice) => choice && runPlan(uri));
    }
  };
  return {
    propose,
    runPlan,
    resubmit: async ({ plan, target, source }) => {
      const currentTarget = plan ? target : findCompleteTarget(target);
      if (!currentTarget) return;
      const shown = plan
        ? { plan, target, source }
        : await requestPlan(vscode.Uri.parse(source.uri), { line: source.line }, currentTarget);
      if (shown) await propose(shown);
    },
  };
}

/** Returns the target of a stored job with its secrets, which only the settings contain. */
function findCompleteTarget(stored: Target): Target | undefined {
  if (!JSON.stringify(stored).includes(MASK)) return stored;
  const found = listTargets().targets.find(({ kind, name }) => kind === stored.kind && name === stored.name);
  if (!found) {
    const message = `Your settings have no launch target named ${stored.name}, whose secrets are needed. Add it, or launch the file again.`;
    void showError(message);
  }
  return found;
}

function showBlocked(plan: PlanResult): void {
  void showError(describeBlocked(plan), 'Show Problems').then(
    (choice) => choice && vscode.commands.executeCommand('preflight.showProblems'),
  );
}

function startInTerminal(storage: vscode.Uri, plan: PlanResult): void {
  try {
    runInTerminal(vscode.window, storage.fsPath, plan);
  } catch (error) {
    void showError(`${plan.title} was not started: ${(error as Error).message}`);
  }
}
