import type { Cluster } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import type { RunProcess } from '../process/run';
import type { SubmittedJob } from './job';

/** Receives the text of a log. */
export interface LogSink {
  /** The log is read from its start, or from the start of its end. */
  restart: () => void;
  add: (text: string) => void;
  /** Nothing is read: the job has no log, or not yet. */
  setMissing: (note: string) => void;
  /** The program that reads the log has exited. */
  end: () => void;
}

/** Passes the log of one job on: follows it while the job runs, and reads its end once after that. */
export interface LogFollower {
  job: () => SubmittedJob;
  /** Starts reading unless a program already reads. */
  start: (job: SubmittedJob) => void;
  /** Adapts to a new status of the job. */
  update: (job: SubmittedJob) => void;
  stop: () => void;
}

export function createLogFollower(
  firstJob: SubmittedJob,
  clusterOf: (target: SubmittedJob['target']) => Cluster,
  run: RunProcess,
  sink: LogSink,
): LogFollower {
  let job = firstJob;
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
      sink.setMissing(isJobOver ? 'This job has no log.' : 'There is no log yet: the job creates it when it starts.');
      return;
    }
    sink.restart();
    const seconds = isJobOver ? 120 : Number.POSITIVE_INFINITY;
    const onText = (text: string): void => {
      if (current === stop) sink.add(text);
    };
    const { ended } = await run(argv, { seconds, signal: stop.signal, onText });
    if (current !== stop) return;
    current = undefined;
    if (ended === 'exit') sink.end();
  };

  return {
    job: () => job,
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
    stop: () => {
      current?.abort();
      current = undefined;
    },
  };
}
