import * as vscode from 'vscode';
import { BLAME, type Blame, type BlameParams } from '../../../../server/src/lsp/protocol';
import type { Server } from '../../languageClient';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import type { Failure } from '../process/failure';
import type { RunProcess } from '../process/run';
import { jobKeyOf, type SubmittedJob } from './job';
import type { Logs } from './logs';
import { mergeJobs, nextWaitSeconds, pollJobs } from './poll';
import type { JobStore } from './store';
import { type JobNode, treeItemOf } from './tree';

/** The Jobs view. It asks the clusters while it is seen, or a log is; and less and less often while nothing happens. */
export interface JobsView extends vscode.Disposable {
  /** Adds a job that has just been submitted, and shows it. */
  add: (job: SubmittedJob) => Promise<void>;
  /** Asks now. */
  refresh: () => Promise<void>;
  forget: (job: SubmittedJob) => Promise<void>;
  all: () => readonly SubmittedJob[];
}

interface JobsParts {
  store: JobStore;
  logs: Logs;
  clusterOf: (target: ClusterTarget) => Cluster;
  run: RunProcess;
  server: Server;
  channel: vscode.LogOutputChannel;
}

export function createJobsView({ store, logs, clusterOf, run, server, channel }: JobsParts): JobsView {
  const changed = new vscode.EventEmitter<undefined>();
  let jobs: readonly SubmittedJob[] = [];
  let failures: ReadonlyMap<string, Failure> = new Map();
  let timer: NodeJS.Timeout | undefined;
  let waitSeconds = 2;
  let pendingRefresh: Promise<void> | undefined;
  const stop = new AbortController();

  const view = vscode.window.createTreeView<JobNode>('preflight.jobs', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: treeItemOf,
      getChildren: (node) => (node === undefined ? rootNodesOf(jobs, failures) : loadChildren(node, server)),
      getParent: () => undefined,
    },
  });

  const updateView = (): void => {
    const running = jobs.filter(({ status }) => !isOver(status)).length;
    view.badge = running > 0 ? { value: running, tooltip: `${running} not over yet` } : undefined;
    changed.fire(undefined);
  };
  const loadJobs = async (): Promise<void> => {
    jobs = await store.all();
    updateView();
  };
  const poll = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return;
    // Another window may have submitted or removed some.
    jobs = await store.all();
    const result = await pollJobs(jobs, clusterOf, run, stop.signal);
    if (stop.signal.aborted) return;
    waitSeconds = nextWaitSeconds(waitSeconds, result.changed.length > 0);
    for (const failure of result.failures.values()) channel.warn(`${failure.what} ${failure.detail}`);
    for (const job of result.changed) await announce(job);
    jobs = mergeJobs(jobs, result.changed);
    failures = result.failures;
    updateView();
  };
  const announce = async (job: SubmittedJob): Promise<void> => {
    await store.save(job);
    logs.update(job);
    if (job.status.phase !== 'failed') return;
    const cause = job.cause ? `: ${job.cause.error}` : '';
    void vscode.window
      .showErrorMessage(`Job ${job.id} ${job.status.words}${cause}`, 'Show Log')
      .then((choice) => choice && vscode.commands.executeCommand('preflight.jobs.showCause', { kind: 'job', job }));
  };
  const isVisible = (): boolean =>
    view.visible || vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'preflight-log');
  const schedule = (): void => {
    clearTimeout(timer);
    if (!isVisible() || stop.signal.aborted || jobs.every(({ status }) => isOver(status))) return;
    timer = setTimeout(() => void refresh(), waitSeconds * 1000);
  };
  const refresh = async (): Promise<void> => {
    pendingRefresh ??= poll().finally(() => {
      pendingRefresh = undefined;
      schedule();
    });
    await pendingRefresh;
  };
  const refreshSoon = (): void => {
    waitSeconds = 2;
    if (isVisible()) void refresh();
  };

  void loadJobs().then(refreshSoon);
  const subscriptions = [
    view,
    changed,
    view.onDidChangeVisibility(refreshSoon),
    vscode.window.onDidChangeVisibleTextEditors(schedule),
    vscode.workspace.onDidGrantWorkspaceTrust(refreshSoon),
  ];
  return {
    add: async (job) => {
      await store.save(job);
      await loadJobs();
      const [node] = rootNodesOf(
        jobs.filter((each) => jobKeyOf(each) === jobKeyOf(job)),
        new Map(),
      );
      if (node) await vscode.commands.executeCommand('preflight.jobs.focus').then(undefined, () => {});
      refreshSoon();
    },
    refresh: async () => {
      waitSeconds = 2;
      await refresh();
    },
    forget: async (job) => {
      await store.remove(job);
      await loadJobs();
    },
    all: () => jobs,
    dispose: () => {
      stop.abort();
      clearTimeout(timer);
      for (const each of subscriptions) each.dispose();
    },
  };
}

const rootNodesOf = (jobs: readonly SubmittedJob[], failures: ReadonlyMap<string, Failure>): JobNode[] => [
  ...[...failures].map(([target, failure]): JobNode => ({ kind: 'failure', target, failure })),
  ...jobs.map((job): JobNode => ({ kind: 'job', job })),
];

/** Below a job that failed: its root cause, what it means, and the flags that it is about. */
async function loadChildren(node: JobNode, server: Server): Promise<JobNode[]> {
  if (node.kind !== 'job' || !node.job.cause) return [];
  const { job } = node;
  const { advice } = node.job.cause;
  const blames = await requestBlames(job, server);
  return [
    { kind: 'cause', job },
    ...(advice ? [{ kind: 'advice', job, text: advice } as const] : []),
    ...blames.map((blame): JobNode => ({ kind: 'flag', job, blame })),
  ];
}

/** The flags that the error names, as they stand in the source now; none where it is not there any more. */
export async function requestBlames({ source, cause }: SubmittedJob, server: Server): Promise<Blame[]> {
  if (!cause) return [];
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
    const client = await server.ensureRunning();
    const params: BlameParams = { uri: source.uri, line: source.line, message: cause.error };
    return await client.sendRequest<Blame[]>(BLAME, params);
  } catch {
    return [];
  }
}
