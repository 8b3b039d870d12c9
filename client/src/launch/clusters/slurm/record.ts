import type { JobStatus } from '../jobStatus';
import { formatSlurmElapsed } from './elapsed';
import { describeState } from './states';

/** Slurm's record of one job: from `scontrol` while it is in memory, from `sacct` where there is a database. */

export const buildShowCommand = (id: string): string[] => ['scontrol', '--oneliner', 'show', 'job', id];

export const buildAccountingCommand = (id: string): string[] => [
  'sacct',
  '--noheader',
  '--allocations',
  '--parsable2',
  `--jobs=${id}`,
  '--format=State,ExitCode,Elapsed,NodeList',
];

/**
 * Reads `JobId=1 JobName=a ... StdOut=/x y/1.out Power=`. Values are not quoted and may contain spaces, so a value ends
 * where the next text of the form of a key begins.
 */
export function readRecord(text: string): (JobStatus & { directory?: string }) | undefined {
  const line = text.split('\n').find((row) => row.startsWith('JobId='));
  if (!line) return undefined;
  const field = (name: string): string | undefined => {
    const value = new RegExp(`(?:^| )${name}=([^]*?)(?= [A-Z][A-Za-z/:]*=|$)`).exec(line)?.[1];
    return value === '(null)' || value === '' ? undefined : value;
  };
  const state = field('JobState') ?? 'UNKNOWN';
  const [code = '', signal = ''] = (field('ExitCode') ?? '').split(':');
  const nodes = field('NodeList');
  const log = field('StdOut');
  const directory = field('WorkDir');
  const elapsed = formatSlurmElapsed(field('RunTime'));
  const stateInfo = describeState(state, field('Reason'));
  return {
    state,
    ...stateInfo,
    ...(nodes && { nodes }),
    ...(elapsed && { elapsed }),
    ...(log && { log }),
    ...(directory && { directory }),
    ...exitCodeOf(stateInfo.phase, code, signal),
  };
}

/** Reads the first row of `sacct` that describes a job. */
export function readAccounting(text: string): JobStatus | undefined {
  for (const line of text.split('\n')) {
    const [state = '', exit = '', time, nodes] = line.split('|');
    if (!/^[A-Z_]+( by \d+)?\+?$/.test(state)) continue;
    const [code = '', signal = ''] = exit.split(':');
    const stateInfo = describeState(state, undefined);
    const elapsed = formatSlurmElapsed(time);
    return {
      state,
      ...stateInfo,
      ...(nodes && nodes !== 'None assigned' && { nodes }),
      ...(elapsed && { elapsed }),
      ...exitCodeOf(stateInfo.phase, code, signal),
    };
  }
  return undefined;
}

/** Slurm writes `code:signal`; the exit code of a shell would be 128 + signal. */
function exitCodeOf(phase: JobStatus['phase'], code: string, signal: string): Pick<JobStatus, 'exit'> {
  if (phase !== 'failed' && phase !== 'succeeded' && phase !== 'cancelled') return {};
  if (!/^\d+$/.test(code)) return {};
  return { exit: Number(signal) > 0 ? 128 + Number(signal) : Number(code) };
}
