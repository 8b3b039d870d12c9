import type { Cluster } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { createLogBuffer } from '../log/logBuffer';
import type { RunProcess } from '../process/run';
import type { SubmittedJob } from './job';

/** Reads the log of one job: follows it while the job runs, and reads all of it after the end. */
export interface LogReader {
  job: () => SubmittedJob;
  /** Returns the log, with a note at the end if the log is missing. */
  text: () => string;
  /** Starts reading unless a program already reads. */
  start: (job: SubmittedJob) => void;
  /** Adapts to a new status of the job. */
  update: (job: SubmittedJob) => void;
  stop: () => void;
}

export function createLogReader(
  firstJob: SubmittedJob,
  clusterOf: (target: SubmittedJob['target']) => Cluster,
  run: RunProcess,
  onChange: () => void,
): LogReader {
  let job = firstJob;
  let buffer = createLogBuffer();
  let note = '';
  /** Ends the program that reads the log. */
  let current: AbortController | undefined;

  const read = async (): Promise<void> => {
    const isJobOver = isOver(job.status);
    current?.abort();
    const stop = new AbortController();
    current = stop;
    const cluster = clusterOf(job.target);
    const argv = await (isJobOver ? cluster.tailCommand : cluster.followCommand)(job.id, job.status.log);
    if (current !== stop) return;
    if (!argv) {
      current = undefined;
      note = isJobOver ? 'This job has no log.' : 'There is no log yet: the job creates it when it starts.';
      onChange();
      return;
    }
    buffer = createLogBuffer();
    note = '';
    const onText = (text: string): void => {
      buffer.add(text);
      onChange();
    };
    const seconds = isJobOver ? 120 : Number.POSITIVE_INFINITY;
    const { ended } = await run(argv, { seconds, signal: stop.signal, onText });
    if (current !== stop) return;
    current = undefined;
    if (ended === 'exit' && buffer.text() === '') note = isJobOver ? 'The log is empty or no longer exists.' : '';
    onChange();
  };

  return {
    job: () => job,
    text: () => buffer.text() + note,
    start: (nextJob) => {
      job = nextJob;
      if (!current) void read();
    },
    update: (nextJob) => {
      const before = job.status;
      job = nextJob;
      const hasNewLog = before.log !== job.status.log;
      const hasEnded = isOver(job.status) && !isOver(before);
      // The program that follows a log never exits, so the log is read again in full when the job has ended.
      if (hasNewLog || hasEnded || (!current && !isOver(job.status))) void read();
    },
    stop: () => current?.abort(),
  };
}
