import * as vscode from 'vscode';
import type { PlanResult } from '../../../../server/src/lsp/protocol';
import type { Answer } from '../clusters/answer';
import type { ClusterTarget, Engine } from '../clusters/cluster';
import { newJob } from '../jobs/job';
import type { Jobs } from '../jobs/view';
import type { Failure } from '../process/failure';
import type { Plans, ShownPlan } from './planDocuments';

/** From a plan on a cluster to a job: asked of the engine first, and submitted only when the user says so. */
interface SubmitParts {
  jobs: Jobs;
  plans: Plans;
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
  /** Submits what the engine has agreed to; it is asked first where that has not been done. */
  submit: (uri: vscode.Uri, shown: ShownPlan) => Promise<void>;
}

export function createSubmit({ jobs, plans, engine, report, runPlan }: SubmitParts): Submit {
  /** What the engine says of a plan: asked once, and again after each submission. */
  const verdicts = new WeakMap<ShownPlan, Promise<Verdict | undefined>>();
  /** Plans whose user has been told that the same job is there already. */
  const told = new WeakSet<ShownPlan>();

  const ask = (uri: vscode.Uri, shown: ShownPlan): Promise<Verdict | undefined> => {
    const known = verdicts.get(shown);
    if (known) return known;
    const asked = verdictOf(uri, shown);
    verdicts.set(shown, asked);
    // A failure may be mended by the next time.
    void asked.then((verdict) => verdict ?? verdicts.delete(shown));
    return asked;
  };
  const verdictOf = async (uri: vscode.Uri, { plan, target }: ShownPlan): Promise<Verdict | undefined> => {
    if (target.kind === 'local') return undefined;
    const asked = engine(target);
    plans.say(uri, `Asking ${target.name} …`);
    const answer = await withProgress(`Asking ${target.name} about ${plan.jobName}`, async (signal, say) => {
      say('folders');
      const missing = await asked.prepare(plan, signal);
      if (missing) return { failure: missing };
      const there = await asked.existing(plan, signal);
      say('would it be accepted?');
      const verdict = await asked.validate(plan, signal);
      if ('failure' in verdict) return verdict;
      say('is it there already?');
      const same = await asked.identical(plan, signal);
      const words = [verdict.value, ...there.map((folder) => `${folder} is there already.`)].join(' ');
      return 'failure' in same ? same : { value: { words, same: same.value } };
    });
    if ('value' in answer) {
      const { words, same } = answer.value;
      plans.say(uri, same === undefined ? words : `The same job is queued already, as ${same}. ${words}`);
      return answer.value;
    }
    plans.say(uri, `$(error) ${answer.failure.what}`);
    if (answer.failure.id !== 'cancelled') report(answer.failure);
    return undefined;
  };

  const check = async (uri: vscode.Uri, shown: ShownPlan): Promise<void> => {
    const verdict = await ask(uri, shown);
    if (!verdict) return;
    const { words, same } = verdict;
    const size = `${shown.plan.jobName} on ${shown.target.name}: ${sizeOf(shown.plan)}.`;
    if (same === undefined) {
      void vscode.window
        .showInformationMessage(`Submit ${size} ${words}`, 'Submit')
        .then((choice) => choice && runPlan(uri));
      return;
    }
    told.add(shown);
    void vscode.window
      .showWarningMessage(`The same job is queued already, as ${same}. ${size}`, 'Show Job', 'Submit Again')
      .then((choice) => {
        if (choice === 'Submit Again') return runPlan(uri);
        return choice && vscode.commands.executeCommand('preflight.jobs.focus');
      });
  };

  const submit = async (uri: vscode.Uri, shown: ShownPlan): Promise<void> => {
    const { plan, target, source } = shown;
    const verdict = await ask(uri, shown);
    if (target.kind === 'local' || !verdict) return;
    if (verdict.same !== undefined && !told.has(shown)) return check(uri, shown);
    // Whatever the engine said before holds for one submission.
    verdicts.delete(shown);
    told.delete(shown);
    const answer = await withProgress(`Submitting ${plan.jobName} to ${target.name}`, (signal) =>
      engine(target).submit(plan, signal),
    );
    if ('failure' in answer) {
      plans.say(uri, `$(error) ${answer.failure.what}`);
      report(answer.failure);
      return;
    }
    const job = newJob(plan, target, source, answer.value, new Date());
    plans.say(uri, `Submitted as job ${job.id}`);
    await jobs.add(job);
    void vscode.window
      .showInformationMessage(`${plan.jobName} was submitted to ${target.name} as job ${job.id}.`, 'Follow Log')
      .then((choice) => choice && vscode.commands.executeCommand('preflight.jobs.followLog', { kind: 'job', job }));
  };
  return { check, submit };
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
