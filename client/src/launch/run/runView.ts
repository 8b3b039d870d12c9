import * as vscode from 'vscode';
import { createWebviewPage } from '../../webviewPage';
import type { Cluster, ClusterTarget } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { jobKeyOf, type SubmittedJob } from '../jobs/job';
import { createLogFollower, type LogFollower } from '../jobs/logFollower';
import { createTrainingCurves } from '../log/trainingCurves';
import type { RunProcess } from '../process/run';
import { createRunMessage } from './createRunMessage';
import type { RunMessage } from './runMessage';

const VIEW = 'preflight.run';

/** Interval at which the curves of a growing log are sent to the page. */
const REFRESH_MS = 1000;

/** The values that the run of a job logs, as curves below the Jobs view. Its log is read while the view is visible. */
export interface RunView extends vscode.Disposable {
  /** Shows another job. */
  select: (job: SubmittedJob) => void;
  /** Shows another job, and the view. */
  show: (job: SubmittedJob) => Promise<void>;
  /** Adapts to new states of the jobs: without a selected job, the view shows the newest one that runs. */
  update: (jobs: readonly SubmittedJob[]) => void;
  isVisible: () => boolean;
}

export function createRunView(
  extensionUri: vscode.Uri,
  clusterOf: (target: ClusterTarget) => Cluster,
  run: RunProcess,
  onVisible: () => void,
): RunView {
  let view: vscode.WebviewView | undefined;
  let selected: SubmittedJob | undefined;
  /** The shown job in its latest state. */
  let job: SubmittedJob | undefined;
  let shown: RunFollower | undefined;
  let timer: NodeJS.Timeout | undefined;

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (view?.visible && shown) void view.webview.postMessage(shown.message());
  };
  const sendSoon = (): void => {
    timer ??= setTimeout(send, REFRESH_MS);
  };
  const startIfVisible = (): void => {
    if (view?.visible && job) shown?.start(job);
    else shown?.stop();
  };
  const follow = (next: SubmittedJob): void => {
    const isSame = job && jobKeyOf(job) === jobKeyOf(next);
    job = next;
    if (shown && isSame) {
      if (view?.visible) shown.update(next);
    } else {
      shown?.stop();
      shown = createRunFollower(next, clusterOf, run, sendSoon);
      startIfVisible();
    }
    sendSoon();
  };
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: (resolved) => {
      view = resolved;
      createWebviewPage(resolved.webview, extensionUri, 'run', 'Run');
      resolved.webview.onDidReceiveMessage(send);
      resolved.onDidChangeVisibility(() => {
        startIfVisible();
        if (resolved.visible) onVisible();
      });
      resolved.onDidDispose(() => {
        view = undefined;
        startIfVisible();
      });
      startIfVisible();
      onVisible();
    },
  };
  const registration = vscode.window.registerWebviewViewProvider(VIEW, provider);
  const select = (next: SubmittedJob): void => {
    selected = next;
    follow(next);
  };
  return {
    select,
    show: async (next) => {
      select(next);
      await vscode.commands.executeCommand(`${VIEW}.focus`).then(undefined, () => {});
    },
    update: (jobs) => {
      const key = selected && jobKeyOf(selected);
      const current = jobs.find((each) => jobKeyOf(each) === key);
      const next = current ?? jobs.find(({ status }) => !isOver(status)) ?? jobs[0];
      if (next) follow(next);
    },
    isVisible: () => view?.visible === true,
    dispose: () => {
      clearTimeout(timer);
      shown?.stop();
      registration.dispose();
    },
  };
}

/** A follower of a log that keeps its values. */
interface RunFollower extends LogFollower {
  message: () => RunMessage;
}

function createRunFollower(
  firstJob: SubmittedJob,
  clusterOf: (target: ClusterTarget) => Cluster,
  run: RunProcess,
  onChange: () => void,
): RunFollower {
  let curves = createTrainingCurves();
  let note = '';
  const follower = createLogFollower(firstJob, clusterOf, run, {
    restart: () => {
      curves = createTrainingCurves();
      note = '';
    },
    add: (text) => {
      if (curves.add(text)) onChange();
    },
    setMissing: (text) => {
      note = text;
      onChange();
    },
    end: onChange,
  });
  return { ...follower, message: () => createRunMessage(follower.job(), curves, note) };
}
