import { isOver } from '../jobStatus';
import { formatSlurmElapsed } from './elapsed';
import { readExitCode } from './exitCode';
import { describeState } from './stateTexts';
import { type JobTask, parseTaskId } from './tasks';

/** Jobs in the accounting database, which keeps them after Slurm has forgotten them. */

/** The user who submits a job can choose none of these fields. */
export const buildAccountingCommand = (id: string): string[] => [
  'sacct',
  '--noheader',
  '--allocations',
  '--parsable2',
  `--jobs=${id}`,
  '--format=JobID,State,ExitCode,Elapsed,NodeList',
];

/** Reads the rows of `sacct`: one for each task of an array. Lines of another shape are skipped. */
export function readAccounting(text: string): JobTask[] {
  return text.split('\n').flatMap((line): JobTask[] => {
    const [task = '', fullState = '', exit = '', time, nodes] = line.split('|');
    const id = parseTaskId(task);
    // `CANCELLED by 1000` names the user.
    const state = /^([A-Z_]+)(?: by \d+)?$/.exec(fullState)?.[1];
    if (!id || state === undefined || nodes === undefined) return [];
    const elapsed = formatSlurmElapsed(time);
    const status = {
      state,
      ...describeState(state, undefined),
      ...(nodes && nodes !== 'None assigned' && { nodes }),
      ...(elapsed && { elapsed }),
    };
    // A range of tasks that were cancelled together may overlap with other rows.
    const count = isOver(status) && task.includes('[') ? undefined : id.count;
    return [{ ...id, count, ...status, ...readExitCode(exit, status) }];
  });
}
