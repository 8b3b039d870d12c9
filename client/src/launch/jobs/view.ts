import * as vscode from 'vscode';
import type { Server } from '../../languageClient';
import { isOver } from '../clusters/jobStatus';
import type { RunView } from '../run/runView';
import { jobKeyOf, type SubmittedJob } from './job';
import { createJobTracker, type JobTrackerParts } from './jobTracker';
import { createRootNodes, type JobNode, loadChildren } from './nodes';
import { createPollLoop } from './pollLoop';
import { createTreeItem } from './tree';

/** The Jobs view. It queries the clusters while the view or a log is visible. */
export interface JobsView extends vscode.Disposable {
  /** Adds a job that has just been submitted, and focuses the view. */
  add: (job: SubmittedJob) => Promise<void>;
  /** Queries the clusters now. */
  refresh: () => Promise<void>;
  /** Queries the clusters now if jobs are visible. */
  refreshIfVisible: () => void;
  forget: (job: SubmittedJob) => Promise<void>;
  all: () => readonly SubmittedJob[];
}

interface JobsViewParts extends JobTrackerParts {
  server: Server;
  runView: RunView;
}

export function createJobsView({ server, runView, ...parts }: JobsViewParts): JobsView {
  const { store } = parts;
  const changed = new vscode.EventEmitter<undefined>();
  const list = createJobTracker(parts, () => {
    view.badge = createBadge(list.jobs());
    // The commands about jobs are listed only while there is one.
    void vscode.commands.executeCommand('setContext', 'preflight.hasJobs', list.jobs().length > 0);
    runView.update(list.jobs());
    changed.fire(undefined);
  });
  const view = vscode.window.createTreeView<JobNode>('preflight.jobs', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: createTreeItem,
      getChildren: (node) =>
        node === undefined ? createRootNodes(list.jobs(), list.failures()) : loadChildren(node, server),
      getParent: () => undefined,
    },
  });
  const loop = createPollLoop({
    poll: list.poll,
    isVisible: () => view.visible || runView.isVisible() || isLogVisible(),
    hasActiveJobs: () => list.jobs().some(({ status }) => !isOver(status)),
  });

  void list.load().then(loop.refreshIfVisible);
  const subscriptions = [
    list,
    loop,
    view,
    changed,
    view.onDidChangeSelection(({ selection: [node] }) => node && 'job' in node && runView.select(node.job)),
    view.onDidChangeVisibility(loop.refreshIfVisible),
    vscode.window.onDidChangeVisibleTextEditors(loop.schedule),
    vscode.workspace.onDidGrantWorkspaceTrust(loop.refreshIfVisible),
  ];
  return {
    add: async (job) => {
      await store.save(job);
      await list.load();
      runView.select(job);
      const isListed = list.jobs().some((listed) => jobKeyOf(listed) === jobKeyOf(job));
      if (isListed) await vscode.commands.executeCommand('preflight.jobs.focus').then(undefined, () => {});
      loop.refreshIfVisible();
    },
    refresh: loop.refresh,
    refreshIfVisible: loop.refreshIfVisible,
    forget: async (job) => {
      await store.remove(job);
      await list.load();
    },
    all: list.jobs,
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function createBadge(jobs: readonly SubmittedJob[]): vscode.ViewBadge | undefined {
  const active = jobs.filter(({ status }) => !isOver(status)).length;
  return active > 0 ? { value: active, tooltip: `${active} active ${active === 1 ? 'job' : 'jobs'}` } : undefined;
}

const isLogVisible = (): boolean =>
  vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'preflight-log');
