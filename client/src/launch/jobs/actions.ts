import * as vscode from 'vscode';
import type { Server } from '../../languageClient';
import type { ClusterTarget, Engine } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { type Failure, sentences } from '../process/failure';
import { mayRun } from '../trust';
import { type Job, keyOf } from './job';
import type { Logs } from './logs';
import type { Node } from './tree';
import type { Jobs } from './view';

/** What can be done with a job, as commands of the Jobs view. */
interface ActionParts {
  jobs: Jobs;
  logs: Logs;
  engine: (target: ClusterTarget) => Engine;
  server: Server;
  /** Shows the plan of a job as it was submitted. */
  showPlan: (job: Job) => Promise<void>;
  resubmit: (job: Job) => Promise<void>;
  report: (failure: Failure) => void;
}

export function registerActions({ jobs, logs, engine, showPlan, resubmit, report }: ActionParts): vscode.Disposable[] {
  /** A command for one job: the one that was clicked on, or one that is picked from a list. */
  const command = (name: string, act: (job: Job) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`preflight.jobs.${name}`, async (node?: Node | { id: string }) => {
      if (!mayRun()) return;
      const given = node && ('job' in node ? node.job : jobs.all().find(({ id }) => 'id' in node && id === node.id));
      const job = given ?? (await pick(jobs.all()));
      // What was clicked on may be older than what is known by now.
      if (job) await act(jobs.all().find((each) => keyOf(each) === keyOf(job)) ?? job);
    });
  return [
    vscode.commands.registerCommand('preflight.jobs.refresh', async () => {
      if (mayRun()) await jobs.refresh();
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
      const { log } = job.sighting;
      const isHere = job.target.kind === 'slurm' && job.target.host === undefined;
      if (isHere && log) await openFile(log);
      else await logs.show(job);
    }),
    command('cancel', async (job) => {
      const asked = engine(job.target);
      const yes = 'Cancel the Job';
      const question = `Cancel job ${job.id}, ${job.title}? ${asked.cancels}`;
      if ((await vscode.window.showWarningMessage(question, yes, 'Keep It')) !== yes) return;
      const failure = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: `Cancelling job ${job.id}` },
        () => asked.cancel(job.id),
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
      const yes = 'Remove from List';
      if (isOver(job.sighting) || (await vscode.window.showWarningMessage(text, yes)) === yes) await jobs.forget(job);
    }),
    vscode.commands.registerCommand('preflight.jobs.explainRule', (node?: Node) =>
      node?.kind === 'flag' && node.blame.rule
        ? vscode.commands.executeCommand('preflight.explain', node.blame.rule.id)
        : undefined,
    ),
    vscode.commands.registerCommand('preflight.jobs.explainFailure', (node?: Node) => {
      if (node?.kind === 'failure') report(node.failure);
    }),
  ];
}

async function pick(jobs: readonly Job[]): Promise<Job | undefined> {
  if (jobs.length === 0) {
    void vscode.window.showInformationMessage('No job has been submitted from here yet.');
    return undefined;
  }
  const items = jobs.map((job) => ({ label: job.name, description: job.id, detail: job.sighting.words, job }));
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
export const reporter =
  (channel: vscode.LogOutputChannel) =>
  (failure: Failure): void => {
    channel.error(`${failure.what} (${failure.id})\n${failure.detail}`);
    void vscode.window
      .showErrorMessage(sentences(failure), 'Show Output')
      .then((choice) => choice && channel.show(true));
  };
