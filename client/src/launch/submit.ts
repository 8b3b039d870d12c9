import * as vscode from 'vscode';
import type { PlanResult } from '../../../server/src/lsp/protocol';
import type { Answer, ClusterTarget, Engine } from './engine';
import type { Failure } from './failure';
import { newJob } from './jobs/job';
import type { Jobs } from './jobs/view';
import type { ShownPlan } from './plans';

/** From a plan on a cluster to a job: asked of the engine first, and submitted only when the user says so. */
export interface SubmitParts {
  jobs: Jobs;
  engine: (target: ClusterTarget) => Engine;
  report: (failure: Failure) => void;
  /** Goes through with a plan that is shown: what the button of the question does. */
  runPlan: (uri: vscode.Uri) => Thenable<unknown>;
}

interface Verdict {
  /** The engine’s own word. */
  words: string;
  /** The id of a job that does the same. */
  same: string | undefined;
}

export interface Submit {
  /** Asks the engine, then the user. The question stays open; nobody has to answer it. */
  check: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
  /** Submits, after asking the engine where that has not been done. */
  submit: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
}

export function createSubmit({ jobs, engine, report, runPlan }: SubmitParts): Submit {
  /** Plans that the engine has agreed to. */
  const agreed = new WeakMap<ShownPlan, Verdict>();

  const ask = async (shown: ShownPlan): Promise<Verdict | undefined> => {
    const { plan, target } = shown;
    if (target.kind === 'local') return undefined;
    const known = agreed.get(shown);
    if (known) return known;
    const asked = engine(target);
    const answer = await withProgress(`Asking ${target.name} about ${plan.jobName}`, async (signal, say) => {
      say('folders');
      const missing = await asked.prepare(plan, signal);
      if (missing) return { failure: missing };
      say('would it be accepted?');
      const verdict = await asked.validate(plan, signal);
      if ('failure' in verdict) return verdict;
      say('is it there already?');
      const same = await asked.identical(plan, signal);
      return 'failure' in same ? same : { value: { words: verdict.value, same: same.value } };
    });
    if ('failure' in answer) {
      if (answer.failure.id !== 'cancelled') report(answer.failure);
      return undefined;
    }
    agreed.set(shown, answer.value);
    return answer.value;
  };

  return {
    check: async (uri, shown) => {
      const verdict = await ask(shown);
      if (!verdict) return;
      const { words, same } = verdict;
      const size = `${shown.plan.jobName} on ${shown.target.name}: ${sizeOf(shown.plan)}.`;
      if (same === undefined) {
        void vscode.window
          .showInformationMessage(`Submit ${size} ${words}`, 'Submit')
          .then((choice) => choice && runPlan(uri));
        return;
      }
      void vscode.window
        .showWarningMessage(`The same job is queued already, as ${same}. ${size}`, 'Show Job', 'Submit Again')
        .then((choice) => {
          if (choice === 'Submit Again') return runPlan(uri);
          return choice && vscode.commands.executeCommand('preflight.jobs.focus');
        });
    },
    submit: async (_uri, shown) => {
      const { plan, target, source } = shown;
      if (target.kind === 'local' || !(await ask(shown))) return;
      const answer = await withProgress(`Submitting ${plan.jobName} to ${target.name}`, (signal) =>
        engine(target).submit(plan, signal),
      );
      // Whatever the engine said before holds for one submission.
      agreed.delete(shown);
      if ('failure' in answer) {
        report(answer.failure);
        return;
      }
      const job = newJob(plan, target, source, answer.value, new Date());
      await jobs.add(job);
      void vscode.window
        .showInformationMessage(`${plan.jobName} was submitted to ${target.name} as job ${job.id}.`, 'Follow Log')
        .then((choice) => choice && vscode.commands.executeCommand('preflight.jobs.followLog', { kind: 'job', job }));
    },
  };
}

/** `2 nodes × 8 GPUs, at most 24 h: 384 GPU-hours`. */
function sizeOf({ resources: { nodes, gpusPerNode, gpus, hours } }: PlanResult): string {
  const size = `${nodes} node${nodes === 1 ? '' : 's'} × ${gpusPerNode} GPU${gpusPerNode === 1 ? '' : 's'}`;
  return hours === undefined ? size : `${size}, at most ${round(hours)} h: ${round(hours * gpus)} GPU-hours`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Something that takes its time, with a way out. */
async function withProgress<T>(
  title: string,
  act: (signal: AbortSignal, say: (step: string) => void) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return act(stop.signal, (step) => progress.report({ message: step }));
    },
  );
}
