import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createCluster } from '../../client/src/launch/clusters';
import type { Cluster } from '../../client/src/launch/clusters/cluster';
import type { ProcessResult, RunProcess } from '../../client/src/launch/process/run';
import { slurmTarget } from './slurmJob';

/** Replies of real releases of Slurm; test/data/replies/slurm/README.md tells how they were recorded. */

interface Reply {
  code: number;
  stdout?: string;
  stderr?: string;
}

type Program = 'queue' | 'details' | 'accounting' | 'sbatch' | 'scancel';

/** Replies by the name of the situation and the program. */
type Recording = Record<string, Partial<Record<Program, Reply>>>;

const folder = resolve(import.meta.dirname, '../data/replies/slurm');

/** The recordings by release. */
export const RECORDINGS: Record<string, Recording> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
);

export const RELEASES = Object.keys(RECORDINGS);

const PROGRAM_NAMES: Record<Program, string> = {
  queue: 'squeue',
  details: 'squeue',
  accounting: 'sacct',
  sbatch: 'sbatch',
  scancel: 'scancel',
};

/** Returns a recorded reply as the result of its program. Padding and the mark are as in a real reply to `mark`. */
export function toResult(reply: Reply, program: Program, mark = 'PREFLIGHTMARK'): ProcessResult {
  const restore = (text = ''): string =>
    text.replace(/<(\d+) spaces>/g, (_, count) => ' '.repeat(Number(count))).replaceAll('PREFLIGHTMARK', mark);
  return {
    argv: [PROGRAM_NAMES[program]],
    ended: 'exit',
    code: reply.code,
    stdout: restore(reply.stdout),
    stderr: restore(reply.stderr),
  };
}

/** Programs of Slurm that answer with the replies of one situation, changed by `change`. */
export function createRecordedRun(
  replies: Partial<Record<Program, Reply>>,
  change: (result: ProcessResult) => ProcessResult = (result) => result,
): RunProcess {
  return async (argv) => {
    const line = argv.join(' ');
    const program = (Object.keys(PROGRAM_NAMES) as Program[]).find((name) =>
      name === 'details'
        ? line.includes('--Format=')
        : line.startsWith(PROGRAM_NAMES[name]) && !line.includes('--Format='),
    );
    const mark = /m[0-9a-f]{32}/.exec(line)?.[0];
    const reply = program && replies[program];
    if (!program || !reply)
      return { argv, ended: 'exit', code: 1, stdout: '', stderr: 'slurm_load_jobs error: Invalid job id specified' };
    return change({ ...toResult(reply, program, mark), argv });
  };
}

export const createRecordedCluster = (...args: Parameters<typeof createRecordedRun>): Cluster =>
  createCluster(slurmTarget, createRecordedRun(...args));

/** Returns the id of the job of a situation. */
export const jobIdOf = ({ queue, accounting }: Partial<Record<Program, Reply>>): string =>
  /\d+/.exec(queue?.stdout ?? accounting?.stdout ?? '')?.[0] ?? '1';
