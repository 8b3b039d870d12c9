import * as vscode from 'vscode';
import type { Blame } from '../../../../server/src/lsp/protocol';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import type { RunProcess } from '../process/run';
import { jobKeyOf, type SubmittedJob } from './job';
import { hasTab, revealLine, scrollToEnd } from './logEditor';
import { createLogLinks } from './logLinks';
import { createLogReader, type LogReader } from './logReader';

const SCHEME = 'preflight-log';

/** Interval at which a growing log is updated in its editor. */
const REFRESH_MS = 250;

/** Logs as read-only documents that grow while a tab shows them. */
export interface Logs extends vscode.Disposable {
  /** Shows the log of a job at its end, and follows it while the job runs. */
  show: (job: SubmittedJob) => Promise<vscode.TextEditor>;
  /** Adapts the log to a new status of the job: after the end of a job, its log is read to the end once. */
  update: (job: SubmittedJob) => void;
}

export function createLogs(
  clusterOf: (target: ClusterTarget) => Cluster,
  run: RunProcess,
  blamesOf: (job: SubmittedJob) => Promise<Blame[]>,
): Logs {
  const readers = new Map<string, LogReader>();
  const readerOf = (uri: vscode.Uri): LogReader | undefined => readers.get(uri.toString());
  const refresher = createRefresher();
  const subscriptions = [
    refresher,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: refresher.onDidChange,
      provideTextDocumentContent: (uri) => readerOf(uri)?.text() ?? 'Open this log from the Jobs view.',
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      { provideDocumentLinks: (document) => createLogLinks(document, readerOf(document.uri)?.job(), blamesOf) },
    ),
    // A document may outlive its last tab by minutes, so reading stops when the tab closes.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      for (const { input } of closed) {
        if (!(input instanceof vscode.TabInputText) || input.uri.scheme !== SCHEME || hasTab(input.uri)) continue;
        readerOf(input.uri)?.stop();
        readers.delete(input.uri.toString());
      }
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === SCHEME && contentChanges.length > 0) scrollToEnd(document, contentChanges);
    }),
  ];
  return {
    show: async (job) => {
      const uri = createLogUri(job);
      const reader = readerOf(uri) ?? createLogReader(job, clusterOf, run, () => refresher.refresh(uri));
      readers.set(uri.toString(), reader);
      reader.start(job);
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      revealLine(editor, document.lineCount - 1);
      return editor;
    },
    update: (job) => readerOf(createLogUri(job))?.update(job),
    dispose: () => {
      for (const reader of readers.values()) reader.stop();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

const createLogUri = (job: SubmittedJob): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, path: `/${job.name}-${job.id}.log`, query: jobKeyOf(job) });

interface Refresher extends vscode.Disposable {
  onDidChange: vscode.Event<vscode.Uri>;
  /** Announces a change of a document, at most once per interval. */
  refresh: (uri: vscode.Uri) => void;
}

function createRefresher(): Refresher {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    onDidChange: changed.event,
    refresh: (uri) => {
      const key = uri.toString();
      if (timers.has(key)) return;
      const fire = (): void => {
        timers.delete(key);
        changed.fire(uri);
      };
      timers.set(key, setTimeout(fire, REFRESH_MS));
    },
    dispose: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      changed.dispose();
    },
  };
}
