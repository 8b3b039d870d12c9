import * as vscode from 'vscode';
import { showError } from '../../notify';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import type { Failure } from '../process/failure';
import type { RunProcess } from '../process/run';
import type { SubmittedJob } from './job';
import type { Logs } from './logs';
import { mergeJobs, pollJobs } from './poll';
import type { JobStore } from './store';

export interface JobTrackerParts {
  store: JobStore;
  logs: Logs;
  clusterOf: (target: ClusterTarget) => Cluster;
  run: RunProcess;
  channel: vscode.LogOutputChannel;
}

/** The submitted jobs with their current status. */
export interface JobTracker extends vscode.Disposable {
  jobs: () => readonly SubmittedJob[];
  /** Returns the clusters that could not be queried, by the name of a target. */
  failures: () => ReadonlyMap<string, Failure>;
  /** Reads the stored jobs. */
  load: () => Promise<void>;
  /** Queries the clusters. Returns whether a job has changed; undefined when no cluster was queried. */
  poll: () => Promise<boolean | undefined>;
}

export function createJobTracker(
  { store, logs, clusterOf, run, channel }: JobTrackerParts,
  onChange: () => void,
): JobTracker {
  const stop = new AbortController();
  let jobs: readonly SubmittedJob[] = [];
  let failures: ReadonlyMap<string, Failure> = new Map();
  return {
    jobs: () => jobs,
    failures: () => failures,
    load: async () => {
      jobs = await store.all();
      onChange();
    },
    poll: async () => {
      if (!vscode.workspace.isTrusted) return undefined;
      // Another window may have added or removed jobs.
      jobs = await store.all();
      const result = await pollJobs(jobs, clusterOf, run, stop.signal);
      if (stop.signal.aborted) return undefined;
      for (const failure of result.failures.values()) channel.warn(`${failure.what} ${failure.detail}`);
      for (const job of result.changed) {
        await store.save(job);
        logs.update(job);
        if (job.status.phase === 'failed') announceFailure(job);
      }
      jobs = mergeJobs(jobs, result.changed);
      failures = result.failures;
      onChange();
      return result.changed.length > 0;
    },
    dispose: () => stop.abort(),
  };
}

function announceFailure(job: SubmittedJob): void {
  const cause = job.cause ? `: ${job.cause.error}` : '';
  void showError(`Job ${job.id} ${job.status.words}${cause}`, 'Show Log').then(
    (choice) => choice && vscode.commands.executeCommand('preflight.jobs.showCause', { kind: 'job', job }),
  );
}
