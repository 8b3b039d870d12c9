import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster } from '../../client/src/launch/clusters';
import { createLogReader } from '../../client/src/launch/jobs/logReader';
import { type RunProcess, runProcess, terminateAll } from '../../client/src/launch/process/run';
import { createSlurmJob } from '../client/slurmJob';

// A program of its own, so that its memory can be limited and measured: follows the log of a running job as the editor
// does, lets the log grow, and prints the result. `Growth` arrives at its standard input.

export interface Growth {
  log: string;
  /** Text that is appended `times` times. */
  text: string;
  times: number;
}

export interface FollowedLog {
  /** Characters that the editor received before the log grew. */
  readAtStart: number;
  /** Length of the shown text. */
  shown: number;
  end: string;
  maxResidentBytes: number;
}

const { log, text, times }: Growth = JSON.parse(readFileSync(0, 'utf8'));
const WAIT_MS = 60_000;

async function waitForEnd(read: () => string, end: string): Promise<void> {
  for (const started = Date.now(); !read().endsWith(end); await sleep(250))
    if (Date.now() - started > WAIT_MS) throw new Error(`the log does not end with ${end}: ${read().slice(-200)}`);
}

async function follow(): Promise<FollowedLog> {
  let received = 0;
  const run: RunProcess = (argv, options = {}) =>
    runProcess(argv, {
      ...options,
      onText: (part) => {
        received += part.length;
        options.onText?.(part);
      },
    });
  const job = createSlurmJob('megatron sft --lr 1');
  const reader = createLogReader(
    { ...job, status: { phase: 'running', state: 'RUNNING', words: 'is running', log } },
    (target) => createCluster(target, run),
    run,
    () => {},
  );
  reader.start(reader.job());
  await waitForEnd(reader.text, 'START\n');
  const readAtStart = received;
  for (let part = 0; part < times; part++) appendFileSync(log, text);
  appendFileSync(log, '\nEND\n');
  await waitForEnd(reader.text, 'END\n');
  reader.stop();
  terminateAll();
  const shown = reader.text();
  // Linux counts in units of 1,024 bytes.
  return {
    readAtStart,
    shown: shown.length,
    end: shown.slice(-40),
    maxResidentBytes: process.resourceUsage().maxRSS * 1024,
  };
}

follow().then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error) => {
    terminateAll();
    throw error;
  },
);
