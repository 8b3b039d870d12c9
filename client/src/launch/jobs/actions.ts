import * as vscode from 'vscode';
import type { Server } from '../../languageClient';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { type Failure, formatFailure } from '../process/failure';
import { checkTrust } from '../trust';
import { jobKeyOf, type SubmittedJob } from './job';
import type { Logs } from './logs';
import type { JobNode } from './tree';
import type { JobsView } from './view';

/** What can be done with a job, as commands of the Jobs view. */
interface ActionParts {
  jobs: JobsView;
  logs: Logs;
  clusterOf: (target: ClusterTarget) => Cluster;
  server: Server;
  /** Shows the plan of a job as it was submitted. */
  showPlan: (job: SubmittedJob) => Promise<void>;
  resubmit: (job: SubmittedJob) => Promise<void>;
  report: (failure: Failure) => void;
}

export function registerActions({
  jobs,
  logs,
  clusterOf,
  showPlan,
  resubmit,
  report,
}: ActionParts): vscode.Disposable[] {
  /** A command for one job: the one that was clicked on, or one that is picked from a list. */
  const command = (name: string, act: (job: SubmittedJob) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`preflight.jobs.${name}`, async (node?: JobNode | { id: string }) => {
      if (!checkTrust()) return;
      const clicked = node && ('job' in node ? node.job : jobs.all().find(({ id }) => 'id' in node && id === node.id));
      const job = clicked ?? (await pickJob(jobs.all()));
      // What was clicked on may be older than what is known by now.
      if (job) await act(jobs.all().find((each) => jobKeyOf(each) === jobKeyOf(job)) ?? job);
    });
  return [
    vscode.commands.registerCommand('preflight.jobs.refresh', async () => {
      if (checkTrust()) await jobs.refresh();
    }),
    command('followLog', async (job) => {
      await logs.show(job);
      void jobs.refresh();
    }),
    command('showCause', async (job) => {
      const editor = await logs.show(job);
      if (job.cause) await revealText(editor, job.cause.error);
    }),
    command('openLog', async (job) => {
      const { log } = job.status;
      const isHere = job.target.kind === 'slurm' && job.target.host === undefined;
      if (isHere && log) await openFile(log);
      else await logs.show(job);
    }),
    command('cancel', async (job) => {
      const cluster = clusterOf(job.target);
      const confirmation = 'Cancel the Job';
      const question = `Cancel job ${job.id}, ${job.title}? ${cluster.cancelEffect}`;
      if ((await vscode.window.showWarningMessage(question, confirmation, 'Keep It')) !== confirmation) return;
      const failure = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Cancelling job ${job.id}` },
        () => cluster.cancel(job.id),
      );
      if (failure) report(failure);
      await jobs.refresh();
    }),
    command('resubmit', resubmit),
    command('showPlan', showPlan),
    command('showSource', async ({ source }) => {
      const at = new vscode.Position(source.line, 0);
      const uri = vscode.Uri.parse(source.uri);
      await vscode.window
        .showTextDocument(uri, { selection: new vscode.Range(at, at) })
        .then(undefined, () => vscode.window.showWarningMessage(`${uri.fsPath} is not there any more.`));
    }),
    command('copyId', async ({ id }) => vscode.env.clipboard.writeText(id)),
    command('forget', async (job) => {
      const text = `Job ${job.id} is not over. Remove it from the list all the same? It goes on.`;
      const confirmation = 'Remove from List';
      if (isOver(job.status) || (await vscode.window.showWarningMessage(text, confirmation)) === confirmation)
        await jobs.forget(job);
    }),
    vscode.commands.registerCommand('preflight.jobs.explainRule', (node?: JobNode) =>
      node?.kind === 'flag' && node.blame.rule
        ? vscode.commands.executeCommand('preflight.explain', node.blame.rule.id)
        : undefined,
    ),
    vscode.commands.registerCommand('preflight.jobs.explainFailure', (node?: JobNode) => {
      if (node?.kind === 'failure') report(node.failure);
    }),
  ];
}

async function pickJob(jobs: readonly SubmittedJob[]): Promise<SubmittedJob | undefined> {
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage('No job has been submitted from here yet.');
    return undefined;
  }
  const items = jobs.map((job) => ({ label: job.name, description: job.id, detail: job.status.words, job }));
  return (await vscode.window.showQuickPick(items, { title: 'Job', matchOnDescription: true }))?.job;
}

async function openFile(path: string): Promise<void> {
  try {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  } catch (error) {
    void vscode.window.showWarningMessage(`${path} cannot be opened: ${(error as Error).message}`);
  }
}

/** Goes to a line of a log. The text may be a moment later than the document. */
async function revealText(editor: vscode.TextEditor, text: string): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const offset = editor.document.getText().indexOf(text);
    if (offset >= 0) {
      const range = new vscode.Range(
        editor.document.positionAt(offset),
        editor.document.positionAt(offset + text.length),
      );
      editor.selection = new vscode.Selection(range.start, range.end);
      editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
      return;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A failure as a notification; what the program itself said is in the output. */
export const createFailureReporter =
  (channel: vscode.LogOutputChannel) =>
  (failure: Failure): void => {
    channel.error(`${failure.what} (${failure.id})\n${failure.detail}`);
    void vscode.window
      .showErrorMessage(formatFailure(failure), 'Show Output')
      .then((choice) => choice && channel.show(true));
  };
