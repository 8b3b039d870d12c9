import * as vscode from 'vscode';
import type { MemoryFix } from '../../../../server/src/lsp/memoryProtocol';
import { showInformation, showProgress, showWarning } from '../../notify';
import { clusterKindOf } from '../clusters';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver, nameState } from '../clusters/jobStatus';
import type { Failure } from '../process/failure';
import { checkTrust } from '../trust';
import { jobKeyOf, type SubmittedJob } from './job';
import { selectText } from './logEditor';
import type { Logs } from './logs';
import type { JobNode } from './nodes';
import type { JobsView } from './view';

interface ActionParts {
  jobs: JobsView;
  logs: Logs;
  clusterOf: (target: ClusterTarget) => Cluster;
  /** Shows the plan of a job as it was submitted. */
  showPlan: (job: SubmittedJob) => Promise<void>;
  resubmit: (job: SubmittedJob) => Promise<void>;
  /** Shows the logged values of a job as curves. */
  showCurves: (job: SubmittedJob) => Promise<void>;
  /** Writes a change that saves memory into the source of a job. */
  applyMemoryFix: (job: SubmittedJob, fix: MemoryFix) => Promise<void>;
  report: (failure: Failure) => void;
}

/** Registers the commands of the Jobs view. */
export function registerActions(parts: ActionParts): vscode.Disposable[] {
  const { jobs, report } = parts;
  const jobCommands = Object.entries(createJobActions(parts)).map(([name, act]) =>
    vscode.commands.registerCommand(`preflight.jobs.${name}`, async (node?: JobNode | { id: string }) => {
      const job = checkTrust() && (await findJob(jobs, node));
      if (job) await act(job);
    }),
  );
  return [
    ...jobCommands,
    vscode.commands.registerCommand('preflight.jobs.refresh', async () => {
      if (checkTrust()) await jobs.refresh();
    }),
    vscode.commands.registerCommand('preflight.jobs.explainRule', (node?: JobNode) =>
      node?.kind === 'flag' && node.blame.rule
        ? vscode.commands.executeCommand('preflight.explain', node.blame.rule.id)
        : undefined,
    ),
    vscode.commands.registerCommand('preflight.jobs.applyMemoryFix', async (node?: JobNode) => {
      if (node?.kind === 'memoryFix') await parts.applyMemoryFix(node.job, node.fix);
    }),
    vscode.commands.registerCommand('preflight.jobs.explainFailure', (node?: JobNode) => {
      if (node?.kind === 'failure') report(node.failure);
    }),
  ];
}

/** Creates the actions on one job, by the last part of the name of their command. */
function createJobActions(parts: ActionParts): Record<string, (job: SubmittedJob) => Promise<void>> {
  const { jobs, logs, showPlan, showCurves, resubmit } = parts;
  return {
    followLog: async (job) => {
      await logs.show(job);
      void jobs.refresh();
    },
    showCause: async (job) => {
      const editor = await logs.show(job);
      if (job.cause) await selectText(editor, job.cause.error);
    },
    openLog: async (job) => {
      const { log } = job.status;
      if (log && clusterKindOf(job.target).hasLocalLogs(job.target)) await openFile(log);
      else await logs.show(job);
    },
    cancel: (job) => cancelJob(job, parts),
    resubmit,
    showCurves,
    showPlan,
    showSource,
    copyId: async ({ id }) => vscode.env.clipboard.writeText(id),
    forget: (job) => forgetJob(job, jobs),
  };
}

/** Returns the job of a node, or the one that the user picks from a list, in its current state. */
async function findJob(jobs: JobsView, node: JobNode | { id: string } | undefined): Promise<SubmittedJob | undefined> {
  const clicked = node && ('job' in node ? node.job : jobs.all().find(({ id }) => 'id' in node && id === node.id));
  const job = clicked ?? (await pickJob(jobs.all()));
  // The node may hold an older state of the job.
  return job && (jobs.all().find((current) => jobKeyOf(current) === jobKeyOf(job)) ?? job);
}

async function pickJob(jobs: readonly SubmittedJob[]): Promise<SubmittedJob | undefined> {
  if (jobs.length === 0) {
    void showInformation('No jobs have been submitted from this machine.');
    return undefined;
  }
  const items = jobs.map((job) => ({ label: job.name, description: job.id, detail: nameState(job.status), job }));
  return (await vscode.window.showQuickPick(items, { title: 'Job', matchOnDescription: true }))?.job;
}

async function cancelJob(job: SubmittedJob, { jobs, clusterOf, report }: ActionParts): Promise<void> {
  const cluster = clusterOf(job.target);
  const confirmation = 'Cancel Job';
  const question = `Cancel job ${job.id}, ${job.title}? ${cluster.cancelEffect}`;
  if ((await showWarning(question, confirmation, 'Keep Job')) !== confirmation) return;
  const failure = await showProgress(`Cancelling job ${job.id}`, () => cluster.cancel(job.id), false);
  if (failure) report(failure);
  await jobs.refresh();
}

async function forgetJob(job: SubmittedJob, jobs: JobsView): Promise<void> {
  const question = `Job ${job.id} has not ended. Remove it from the list anyway? The job itself is not cancelled.`;
  const confirmation = 'Remove from List';
  if (isOver(job.status) || (await showWarning(question, confirmation)) === confirmation) await jobs.forget(job);
}

async function showSource({ source }: SubmittedJob): Promise<void> {
  const position = new vscode.Position(source.line, 0);
  const uri = vscode.Uri.parse(source.uri);
  await vscode.window
    .showTextDocument(uri, { selection: new vscode.Range(position, position) })
    .then(undefined, () => showWarning(`${uri.fsPath} no longer exists.`));
}

async function openFile(path: string): Promise<void> {
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  } catch (error) {
    void showWarning(`${path} cannot be opened: ${(error as Error).message}`);
  }
}
