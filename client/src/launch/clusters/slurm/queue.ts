import { formatSlurmElapsed } from './elapsed';
import { describeState } from './stateTexts';
import { type JobTask, parseTaskId } from './tasks';

/** Jobs as `squeue` lists them, in a text format of our own, since the shape of its JSON differs by release. */

/** None of these fields can be chosen by the user who submits a job. `%i` is `12_[4-7%2]` for tasks that wait. */
const FORMAT = '%i|%T|%r|%N|%M';

/** Builds the command that lists jobs by id. Every row begins with `mark`, see `createMark`. */
export const buildQueueCommand = (ids: readonly string[], mark: string): string[] => [
  'squeue',
  '--noheader',
  '--states=all',
  `--jobs=${ids.join(',')}`,
  `--format=${mark}${FORMAT}`,
];

/** Builds the command that lists all unfinished jobs of the user, with their comments. */
export const buildOwnJobsCommand = (mark: string): string[] => [
  'squeue',
  '--noheader',
  '--me',
  `--format=${mark}${FORMAT}|%k`,
];

export interface QueueRow extends JobTask {
  /** The value of `sbatch --comment`, which may contain any character. */
  comment: string;
}

/** Reads the rows of `squeue`. Text before the first mark, such as a banner of the login node, is skipped. */
export const readQueue = (text: string, mark: string): QueueRow[] =>
  text
    .split(mark)
    .slice(1)
    .flatMap((row) => readRow(row) ?? []);

function readRow(row: string): QueueRow | undefined {
  const [task = '', state = '', reason, nodes, rest = '', ...comment] = row.split('|');
  const id = parseTaskId(task);
  if (!id || !/^[A-Z_]+$/.test(state) || nodes === undefined) return undefined;
  const elapsed = formatSlurmElapsed(rest.split('\n')[0]);
  const text = comment.join('|').replace(/\n$/, '');
  return {
    ...id,
    state,
    ...(reason && { reason }),
    ...describeState(state, reason),
    ...(nodes && !/^\(null\)$|^\s*$/.test(nodes) && { nodes }),
    ...(elapsed && { elapsed }),
    comment: text === '(null)' ? '' : text,
  };
}
