import type { Cluster } from '../clusters/cluster';
import { isOver } from '../clusters/jobStatus';
import { createLogBuffer } from '../log/logBuffer';
import type { RunProcess } from '../process/run';
import type { SubmittedJob } from './job';
import { createLogFollower, type LogFollower } from './logFollower';

/** Reads the log of one job as text. */
export interface LogReader extends LogFollower {
  /** Returns the log, with a note at the end if the log is missing. */
  text: () => string;
}

export function createLogReader(
  firstJob: SubmittedJob,
  clusterOf: (target: SubmittedJob['target']) => Cluster,
  run: RunProcess,
  onChange: () => void,
): LogReader {
  let buffer = createLogBuffer();
  let note = '';
  const follower = createLogFollower(firstJob, clusterOf, run, {
    restart: () => {
      buffer = createLogBuffer();
      note = '';
    },
    add: (text) => {
      buffer.add(text);
      onChange();
    },
    setMissing: (text) => {
      note = text;
      onChange();
    },
    end: () => {
      if (buffer.text() === '') note = isOver(follower.job().status) ? 'The log is empty or no longer exists.' : '';
      onChange();
    },
  });
  return { ...follower, text: () => buffer.text() + note };
}
