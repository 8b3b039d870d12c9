import * as vscode from 'vscode';
import type { Blame } from '../../../../server/src/lsp/protocol';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { createLogBuffer, type LogBuffer } from '../log/text';
import type { RunProcess } from '../process/run';
import { jobKeyOf, type SubmittedJob } from './job';

const SCHEME = 'preflight-log';

/** How often a log that grows is shown anew, in milliseconds. */
const REFRESH_MS = 250;

/** Logs as documents that grow while somebody looks at them. */
export interface Logs extends vscode.Disposable {
  /** Shows the log of a job, at its end, and goes on with it while the job runs. */
  show: (job: SubmittedJob) => Promise<vscode.TextEditor>;
  /** A job is not as it was: one that is over is read to its end, and no further. */
  update: (job: SubmittedJob) => void;
}

interface OpenLog {
  job: SubmittedJob;
  buffer: LogBuffer;
  /** Ends the program that reads the log. */
  stop?: AbortController;
  /** Said at the end, where there is no log yet, or no more to come. */
  note: string;
}

export function createLogs(
  clusterOf: (target: ClusterTarget) => Cluster,
  run: RunProcess,
  blames: (job: SubmittedJob) => Promise<Blame[]>,
): Logs {
  const openLogs = new Map<string, OpenLog>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uriOf = (job: SubmittedJob): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${job.name}-${job.id}.log`, query: jobKeyOf(job) });
  const refreshTimers = new Map<string, NodeJS.Timeout>();

  const refresh = (uri: vscode.Uri): void => {
    const key = uri.toString();
    if (refreshTimers.has(key)) return;
    const fire = (): void => {
      refreshTimers.delete(key);
      changed.fire(uri);
    };
    refreshTimers.set(key, setTimeout(fire, REFRESH_MS));
  };

  const start = async (log: OpenLog): Promise<void> => {
    const { job } = log;
    const uri = uriOf(job);
    const cluster = clusterOf(job.target);
    const isJobOver = isOver(job.status);
    log.stop?.abort();
    const stop = new AbortController();
    log.stop = stop;
    const argv = await (isJobOver ? cluster.tailCommand : cluster.followCommand)(job.id, job.status.log);
    if (log.stop !== stop) return;
    if (!argv) {
      delete log.stop;
      log.note = isJobOver ? 'There is no log.' : 'There is no log yet: it comes with the start of the job.';
      refresh(uri);
      return;
    }
    log.buffer = createLogBuffer();
    log.note = '';
    const onText = (text: string): void => {
      log.buffer.add(text);
      refresh(uri);
    };
    void run(argv, { seconds: isJobOver ? 120 : Number.POSITIVE_INFINITY, signal: stop.signal, onText }).then(
      (outcome) => {
        if (log.stop !== stop) return;
        delete log.stop;
        const isEmpty = log.buffer.text() === '';
        if (outcome.ended === 'exit' && isEmpty)
          log.note = isJobOver ? 'The log is empty, or is not there any more.' : '';
        refresh(uri);
      },
    );
  };

  const close = (uri: vscode.Uri): void => {
    const log = openLogs.get(uri.toString());
    openLogs.delete(uri.toString());
    log?.stop?.abort();
  };

  const subscriptions = [
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => {
        const log = openLogs.get(uri.toString());
        return log ? log.buffer.text() + log.note : 'This log is shown from the Jobs view.';
      },
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: async (document) =>
          createLinks(document, openLogs.get(document.uri.toString())?.job, blames),
      },
    ),
    // A document may outlive its last tab by minutes, so the tabs say when nobody looks any more.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        if (input instanceof vscode.TabInputText && input.uri.scheme === SCHEME && !hasTab(input.uri)) close(input.uri);
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SCHEME && contentChanges.length > 0) scrollToEnd(document, contentChanges);
    }),
  ];
  return {
    show: async (job) => {
      const uri = uriOf(job);
      const known = openLogs.get(uri.toString());
      const log: OpenLog = known ?? { job, buffer: createLogBuffer(), note: '' };
      log.job = job;
      openLogs.set(uri.toString(), log);
      if (!known?.stop) void start(log);
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      revealLine(editor, document.lineCount - 1);
      return editor;
    },
    update: (job) => {
      const log = openLogs.get(uriOf(job).toString());
      if (!log) return;
      const before = log.job.status;
      log.job = job;
      const hasLog = before.log !== job.status.log;
      const hasEnded = isOver(job.status) && !isOver(before);
      // The program that follows has no end of its own; what it may have missed is read again as a whole.
      if (hasLog || hasEnded || (!log.stop && !isOver(job.status))) void start(log);
    },
    dispose: () => {
      for (const { stop } of openLogs.values()) stop?.abort();
      for (const timer of refreshTimers.values()) clearTimeout(timer);
      for (const each of subscriptions) each.dispose();
    },
  };
}

/** The flags in the line of the root cause lead to where they are written. */
async function createLinks(
  document: vscode.TextDocument,
  job: SubmittedJob | undefined,
  blames: (job: SubmittedJob) => Promise<Blame[]>,
): Promise<vscode.DocumentLink[]> {
  const error = job?.cause?.error;
  const at = error === undefined ? -1 : document.getText().indexOf(error);
  if (!job || error === undefined || at < 0) return [];
  return (await blames(job)).flatMap(({ flag, uri, start }) => {
    const name = flag.replace(/^-+/, '');
    const inError = error.search(new RegExp(`\\b${name.replaceAll(/[-_]/g, '[-_]')}\\b`));
    if (inError < 0) return [];
    const linkStart = document.positionAt(at + inError);
    const range = new vscode.Range(linkStart, linkStart.translate(0, name.length));
    const fragment = `L${start.line + 1},${start.character + 1}`;
    return [new vscode.DocumentLink(range, vscode.Uri.parse(uri).with({ fragment }))];
  });
}

const hasTab = (uri: vscode.Uri): boolean =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());

/** Who reads the end goes on reading the end; who has scrolled up is left alone. */
function scrollToEnd(document: vscode.TextDocument, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
  const added = changes.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);
  const last = document.lineCount - 1;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const lastVisibleLine = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (lastVisibleLine >= last - added - 2) revealLine(editor, last);
  }
}

function revealLine(editor: vscode.TextEditor, line: number): void {
  const end = new vscode.Position(Math.max(0, line), 0);
  if (editor.selection.isEmpty) editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
