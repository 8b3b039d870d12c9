import * as vscode from 'vscode';
import type { PlanResult } from '../../../../server/src/lsp/protocol';
import type { ClusterAnswer } from '../clusters/answer';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { createJob } from '../jobs/job';
import type { JobsView } from '../jobs/view';
import type { Failure } from '../process/failure';
import type { Plans, ShownPlan } from './planDocuments';

/** From a plan on a cluster to a job: asked of the engine first, and submitted only when the user says so. */
interface SubmitParts {
  jobs: JobsView;
  plans: Plans;
  clusterOf: (target: ClusterTarget) => Cluster;
  report: (failure: Failure) => void;
  /** Goes through with a plan that is shown: what the button of the question does. */
  runPlan: (uri: vscode.Uri) => Thenable<unknown>;
}

interface ValidationResult {
  /** The engine’s own word. */
  words: string;
  /** The id of a job that does the same. */
  same: string | undefined;
}

export interface Submit {
  /** Asks the engine, then the user. The question stays open; nobody has to answer it. */
  check: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
  /** Submits what the engine has agreed to; it is asked first where that has not been done. */
  submit: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
}

export function createSubmit({ jobs, plans, clusterOf, report, runPlan }: SubmitParts): Submit {
  /** What the engine says of a plan: asked once, and again after each submission. */
  const results = new WeakMap<ShownPlan, Promise<ValidationResult | undefined>>();
  /** Plans whose user has been told that the same job is there already. */
  const warnedPlans = new WeakSet<ShownPlan>();

  const validateOnce = (uri: vscode.Uri, shown: ShownPlan): Promise<ValidationResult | undefined> => {
    const cached = results.get(shown);
    if (cached) return cached;
    const pending = validatePlan(uri, shown);
    results.set(shown, pending);
    // A failure may be mended by the next time.
    void pending.then((verdict) => verdict ?? results.delete(shown));
    return pending;
  };
  const validatePlan = async (uri: vscode.Uri, { plan, target }: ShownPlan): Promise<ValidationResult | undefined> => {
    if (target.kind === 'local') return undefined;
    const cluster = clusterOf(target);
    plans.setStatus(uri, `Asking ${target.name} …`);
    const answer = await withProgress(`Asking ${target.name} about ${plan.jobName}`, async (signal, reportStep) => {
      reportStep('folders');
      const missing = await cluster.prepare(plan, signal);
      if (missing) return { failure: missing };
      const existingFolders = await cluster.findExisting(plan, signal);
      reportStep('would it be accepted?');
      const verdict = await cluster.validate(plan, signal);
      if ('failure' in verdict) return verdict;
      reportStep('is it there already?');
      const same = await cluster.findDuplicate(plan, signal);
      const words = [verdict.value, ...existingFolders.map((folder) => `${folder} is there already.`)].join(' ');
      return 'failure' in same ? same : { value: { words, same: same.value } };
    });
    if ('value' in answer) {
      const { words, same } = answer.value;
      plans.setStatus(uri, same === undefined ? words : `The same job is queued already, as ${same}. ${words}`);
      return answer.value;
    }
    plans.setStatus(uri, `$(error) ${answer.failure.what}`);
    if (answer.failure.id !== 'cancelled') report(answer.failure);
    return undefined;
  };

  const check = async (uri: vscode.Uri, shown: ShownPlan): Promise<void> => {
    const verdict = await validateOnce(uri, shown);
    if (!verdict) return;
    const { words, same } = verdict;
    const size = `${shown.plan.jobName} on ${shown.target.name}: ${formatSize(shown.plan)}.`;
    if (same === undefined) {
      void vscode.window
        .showInformationMessage(`Submit ${size} ${words}`, 'Submit')
        .then((choice) => choice && runPlan(uri));
      return;
    }
    warnedPlans.add(shown);
    void vscode.window
      .showWarningMessage(`The same job is queued already, as ${same}. ${size}`, 'Show Job', 'Submit Again')
      .then((choice) => {
        if (choice === 'Submit Again') return runPlan(uri);
        return choice && vscode.commands.executeCommand('preflight.jobs.focus');
      });
  };

  const submit = async (uri: vscode.Uri, shown: ShownPlan): Promise<void> => {
    const { plan, target, source } = shown;
    const verdict = await validateOnce(uri, shown);
    if (target.kind === 'local' || !verdict) return;
    if (verdict.same !== undefined && !warnedPlans.has(shown)) return check(uri, shown);
    // Whatever the engine said before holds for one submission.
    results.delete(shown);
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
    void vscode.window
      .showInformationMessage(`${plan.jobName} was submitted to ${target.name} as job ${job.id}.`, 'Follow Log')
      .then((choice) => choice && vscode.commands.executeCommand('preflight.jobs.followLog', { kind: 'job', job }));
  };
  return { check, submit };
}

/** `2 nodes × 8 GPUs, at most 24 h: 384 GPU-hours`. */
function formatSize({ resources: { nodes, gpusPerNode, gpus, hours } }: PlanResult): string {
  const size = `${nodes} node${nodes === 1 ? '' : 's'} × ${gpusPerNode} GPU${gpusPerNode === 1 ? '' : 's'}`;
  return hours === undefined
    ? size
    : `${size}, at most ${roundToCents(hours)} h: ${roundToCents(hours * gpus)} GPU-hours`;
}

const roundToCents = (value: number): number => Math.round(value * 100) / 100;

/** Something that takes its time, with a way out. */
async function withProgress<T>(
  title: string,
  action: (signal: AbortSignal, reportStep: (step: string) => void) => Promise<ClusterAnswer<T>>,
): Promise<ClusterAnswer<T>> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return action(stop.signal, (step) => progress.report({ message: step }));
    },
  );
}
