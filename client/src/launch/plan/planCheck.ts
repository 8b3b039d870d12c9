import type * as vscode from 'vscode';
import { showProgress } from '../../notify';
import type { ClusterAnswer } from '../clusters/answer';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import type { Failure } from '../process/failure';
import type { Plans, ShownPlan } from './planDocuments';

interface PlanCheckParts {
  plans: Plans;
  clusterOf: (target: ClusterTarget) => Cluster;
  report: (failure: Failure) => void;
}

/** The answer of a cluster that accepts a plan. */
export interface CheckedPlan {
  /** The answer as sentences. */
  message: string;
  /** Id of an unfinished job that does the same. */
  duplicate: string | undefined;
}

/** Checks of plans by their clusters. */
export interface PlanCheck {
  /** Checks a plan once, and again only after a failure. Returns undefined when the cluster does not accept the plan. */
  run: (uri: vscode.Uri, shown: ShownPlan) => Promise<CheckedPlan | undefined>;
  /** Drops the result for a plan that is submitted, since it holds for one submission only. */
  forget: (shown: ShownPlan) => void;
}

export function createPlanCheck(parts: PlanCheckParts): PlanCheck {
  const results = new WeakMap<ShownPlan, Promise<CheckedPlan | undefined>>();
  return {
    run: (uri, shown) => {
      const cached = results.get(shown);
      if (cached) return cached;
      const pending = checkPlan(uri, shown, parts);
      results.set(shown, pending);
      void pending.then((result) => result ?? results.delete(shown));
      return pending;
    },
    forget: (shown) => void results.delete(shown),
  };
}

/** Checks a plan, and shows the result above it. */
async function checkPlan(
  uri: vscode.Uri,
  { plan, target }: ShownPlan,
  { plans, clusterOf, report }: PlanCheckParts,
): Promise<CheckedPlan | undefined> {
  if (target.kind === 'local') return undefined;
  const cluster = clusterOf(target);
  plans.setStatus(uri, `Checking with ${target.name} …`);
  const answer = await withProgress<CheckedPlan>(
    `Checking ${plan.jobName} with ${target.name}`,
    async (signal, step) => {
      step('folders');
      const missing = await cluster.prepare(plan, signal);
      if (missing) return { failure: missing };
      const existingFolders = await cluster.findExisting(plan, signal);
      step('request');
      const validation = await cluster.validate(plan, signal);
      if ('failure' in validation) return validation;
      step('duplicates');
      const duplicate = await cluster.findDuplicate(plan, signal);
      if ('failure' in duplicate) return duplicate;
      const remarks = existingFolders.map((folder) => `${folder} already exists.`);
      return { value: { message: [validation.value, ...remarks].join(' '), duplicate: duplicate.value } };
    },
  );
  if ('value' in answer) {
    const { message, duplicate } = answer.value;
    plans.setStatus(uri, duplicate === undefined ? message : `${formatDuplicate(duplicate)} ${message}`);
    return answer.value;
  }
  plans.setStatus(uri, `$(error) ${answer.failure.what}`);
  if (answer.failure.id !== 'cancelled') report(answer.failure);
  return undefined;
}

export const formatDuplicate = (id: string): string => `The same job is queued already, as job ${id}.`;

/** Shows a notification during an action, with a button to cancel it. */
export async function withProgress<T>(
  title: string,
  action: (signal: AbortSignal, reportStep: (step: string) => void) => Promise<ClusterAnswer<T>>,
): Promise<ClusterAnswer<T>> {
  return showProgress(title, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return action(stop.signal, (step) => progress.report({ message: step }));
  });
}
