import * as vscode from 'vscode';
import type { PlanResult } from '../../../../server/src/lsp/protocol';
import { showInformation, showWarning } from '../../notify';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { createJob, type SubmittedJob } from '../jobs/job';
import type { JobsView } from '../jobs/view';
import type { Failure } from '../process/failure';
import { createPlanCheck, formatDuplicate, withProgress } from './planCheck';
import type { Plans, ShownPlan } from './planDocuments';
import type { PlanQuestions } from './questions';

interface SubmitParts {
  jobs: JobsView;
  plans: Plans;
  clusterOf: (target: ClusterTarget) => Cluster;
  report: (failure: Failure) => void;
  questions: PlanQuestions;
  /** Runs the plan that a document shows: the action of the confirmation button. */
  runPlan: (uri: vscode.Uri) => Thenable<unknown>;
}

/** The steps from a plan on a cluster to a job. */
export interface Submit {
  /** Lets the cluster check a plan, then asks the user. The question stays open, and need not be answered. */
  check: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
  /** Submits a plan that the cluster has accepted; checks it first if that has not been done. */
  submit: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
}

export function createSubmit({ jobs, plans, clusterOf, report, questions, runPlan }: SubmitParts): Submit {
  const planCheck = createPlanCheck({ plans, clusterOf, report });
  /** Plans whose user has been warned that the same job is already queued. */
  const warnedPlans = new WeakSet<ShownPlan>();

  const check: Submit['check'] = async (uri, shown) => {
    const checked = await planCheck.run(uri, shown);
    if (!checked) return;
    const { message, duplicate } = checked;
    const summary = `${shown.plan.jobName} on ${shown.target.name}: ${formatSize(shown.plan)}.`;
    if (duplicate === undefined) {
      const question = showInformation(`Submit ${summary} ${message}`, 'Submit');
      void questions.ask(uri, shown, question).then((choice) => choice && runPlan(uri));
      return;
    }
    warnedPlans.add(shown);
    const question = showWarning(`${formatDuplicate(duplicate)} ${summary}`, 'Show Job', 'Submit Again');
    void questions.ask(uri, shown, question).then((choice) => {
      if (choice === 'Submit Again') return runPlan(uri);
      return choice && vscode.commands.executeCommand('preflight.jobs.focus');
    });
  };

  const submit: Submit['submit'] = async (uri, shown) => {
    const { plan, target, source } = shown;
    const checked = await planCheck.run(uri, shown);
    if (target.kind === 'local' || !checked) return;
    if (checked.duplicate !== undefined && !warnedPlans.has(shown)) return check(uri, shown);
    planCheck.forget(shown);
    warnedPlans.delete(shown);
    const answer = await withProgress(`Submitting ${plan.jobName} to ${target.name}`, (signal) =>
      clusterOf(target).submit(plan, signal),
    );
    if ('failure' in answer) {
      plans.setStatus(uri, `$(error) ${answer.failure.what}`);
      report(answer.failure);
      return;
    }
    const job = createJob(plan, target, source, answer.value, new Date());
    plans.setStatus(uri, `Submitted as job ${job.id}`);
    await jobs.add(job);
    questions.close(uri, `${job.name} was submitted already, as job ${job.id}.`);
    announceSubmission(job);
  };
  return { check, submit };
}

function announceSubmission(job: SubmittedJob): void {
  void showInformation(`${job.name} was submitted to ${job.target.name} as job ${job.id}.`, 'Follow Log').then(
    (choice) => choice && vscode.commands.executeCommand('preflight.jobs.followLog', { kind: 'job', job }),
  );
}

/** Formats `2 nodes × 8 GPUs, at most 24 h: 384 GPU-hours`. */
function formatSize({ resources: { nodes, gpusPerNode, gpus, hours } }: PlanResult): string {
  const size = `${nodes} node${nodes === 1 ? '' : 's'} × ${gpusPerNode} GPU${gpusPerNode === 1 ? '' : 's'}`;
  return hours === undefined
    ? size
    : `${size}, at most ${roundToCents(hours)} h: ${roundToCents(hours * gpus)} GPU-hours`;
}

const roundToCents = (value: number): number => Math.round(value * 100) / 100;
