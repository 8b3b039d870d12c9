import { formatSlurmElapsed } from '../elapsed';
import type { JobStatus } from '../jobStatus';
import { describeState } from './states';

/** What Slurm remembers of one job: `scontrol` while it is in memory, `sacct` where there is a database. */

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
 * `JobId=1 JobName=a ... StdOut=/x y/1.out Power=`: values are not quoted and may hold blanks, so a value ends where the
 * next known kind of key begins.
 */
export function readRecord(text: string): (JobStatus & { directory?: string }) | undefined {
  const line = text.split('\n').find((each) => each.startsWith('JobId='));
  if (!line) return undefined;
  const field = (name: string): string | undefined => {
    const value = new RegExp(`(?:^| )${name}=(.*?)(?= [A-Z][A-Za-z/:]*=|$)`).exec(line)?.[1];
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

/** Slurm writes `code:signal`; a shell would say 128 + signal. */
function exitCodeOf(phase: JobStatus['phase'], code: string, signal: string): Pick<JobStatus, 'exit'> {
  if (phase !== 'failed' && phase !== 'succeeded' && phase !== 'cancelled') return {};
  if (!/^\d+$/.test(code)) return {};
  const number = Number(signal) > 0 ? 128 + Number(signal) : Number(code);
  return { exit: number };
}
