import * as vscode from 'vscode';
import { BLAME, type Blame, type BlameParams } from '../../../../server/src/lsp/protocol';
import type { Server } from '../../languageClient';
import type { ClusterTarget, Engine } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import type { Failure } from '../process/failure';
import type { Run } from '../process/run';
import { type Job, keyOf } from './job';
import type { Logs } from './logs';
import { lookAfter, merged, nextWait } from './poll';
import type { Store } from './store';
import { itemOf, type Node } from './tree';

/** The Jobs view. It asks the clusters while it is seen, or a log is; and less and less often while nothing happens. */
export interface Jobs extends vscode.Disposable {
  /** Adds a job that has just been submitted, and shows it. */
  add: (job: Job) => Promise<void>;
  /** Asks now. */
  refresh: () => Promise<void>;
  forget: (job: Job) => Promise<void>;
  all: () => readonly Job[];
}

interface JobsParts {
  store: Store;
  logs: Logs;
  engine: (target: ClusterTarget) => Engine;
  run: Run;
  server: Server;
  channel: vscode.LogOutputChannel;
}

export function createJobs({ store, logs, engine, run, server, channel }: JobsParts): Jobs {
  const changed = new vscode.EventEmitter<undefined>();
  let jobs: readonly Job[] = [];
  let failures: ReadonlyMap<string, Failure> = new Map();
  let timer: NodeJS.Timeout | undefined;
  let wait = 2;
  let asking: Promise<void> | undefined;
  const stop = new AbortController();

  const view = vscode.window.createTreeView<Node>('preflight.jobs', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: (node) => (node === undefined ? roots(jobs, failures) : children(node, server)),
      getParent: () => undefined,
    },
  });

  const show = (): void => {
    const running = jobs.filter(({ sighting }) => !isOver(sighting)).length;
    view.badge = running > 0 ? { value: running, tooltip: `${running} not over yet` } : undefined;
    changed.fire(undefined);
  };
  const load = async (): Promise<void> => {
    jobs = await store.all();
    show();
  };
  const round = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) return;
    // Another window may have submitted or removed some.
    jobs = await store.all();
    const found = await lookAfter(jobs, engine, run, stop.signal);
    if (stop.signal.aborted) return;
    wait = nextWait(wait, found.changed.length > 0);
    for (const failure of found.failures.values()) channel.warn(`${failure.what} ${failure.detail}`);
    for (const job of found.changed) await announce(job);
    jobs = merged(jobs, found.changed);
    failures = found.failures;
    show();
  };
  const announce = async (job: Job): Promise<void> => {
    await store.save(job);
    logs.update(job);
    if (job.sighting.phase !== 'failed') return;
    const cause = job.cause ? `: ${job.cause.error}` : '';
    void vscode.window
      .showErrorMessage(`Job ${job.id} ${job.sighting.words}${cause}`, 'Show Log')
      .then((choice) => choice && vscode.commands.executeCommand('preflight.jobs.showCause', { kind: 'job', job }));
  };
  const isSeen = (): boolean =>
    view.visible || vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'preflight-log');
  const schedule = (): void => {
    clearTimeout(timer);
    if (!isSeen() || stop.signal.aborted || jobs.every(({ sighting }) => isOver(sighting))) return;
    timer = setTimeout(() => void refresh(), wait * 1000);
  };
  const refresh = async (): Promise<void> => {
    asking ??= round().finally(() => {
      asking = undefined;
      schedule();
    });
    await asking;
  };
  const soon = (): void => {
    wait = 2;
    if (isSeen()) void refresh();
  };

  void load().then(soon);
  const subscriptions = [
    view,
    changed,
    view.onDidChangeVisibility(soon),
    vscode.window.onDidChangeVisibleTextEditors(schedule),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
  ];
  return {
    add: async (job) => {
      await store.save(job);
      await load();
      const [node] = roots(
        jobs.filter((each) => keyOf(each) === keyOf(job)),
        new Map(),
      );
      if (node) await vscode.commands.executeCommand('preflight.jobs.focus').then(undefined, () => {});
      soon();
    },
    refresh: async () => {
      wait = 2;
      await refresh();
    },
    forget: async (job) => {
      await store.remove(job);
      await load();
    },
    all: () => jobs,
    dispose: () => {
      stop.abort();
      clearTimeout(timer);
      for (const each of subscriptions) each.dispose();
    },
  };
}

const roots = (jobs: readonly Job[], failures: ReadonlyMap<string, Failure>): Node[] => [
  ...[...failures].map(([target, failure]): Node => ({ kind: 'failure', target, failure })),
  ...jobs.map((job): Node => ({ kind: 'job', job })),
];

/** Below a job that failed: its root cause, what it means, and the flags that it is about. */
async function children(node: Node, server: Server): Promise<Node[]> {
  if (node.kind !== 'job' || !node.job.cause) return [];
  const { job } = node;
  const { advice } = node.job.cause;
  const blames = await blamesOf(job, server);
  return [
    { kind: 'cause', job },
    ...(advice ? [{ kind: 'advice', job, text: advice } as const] : []),
    ...blames.map((blame): Node => ({ kind: 'flag', job, blame })),
  ];
}

/** The flags that the error names, as they stand in the source now; none where it is not there any more. */
export async function blamesOf({ source, cause }: Job, server: Server): Promise<Blame[]> {
  if (!cause) return [];
  try {
    await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
    const client = await server.running();
    const params: BlameParams = { uri: source.uri, line: source.line, message: cause.error };
    return await client.sendRequest<Blame[]>(BLAME, params);
  } catch {
    return [];
  }
}
