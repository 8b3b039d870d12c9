import { isOver, type JobPhase, type JobStatus } from '../jobStatus';
import { formatSlurmElapsed } from './elapsed';
import { describeState } from './stateTexts';

/** Jobs as `squeue` lists them, in a text format of our own, since the shape of its JSON differs by release. */

/** The name of a job may contain any character, so it comes last. `%F` is the id that the tasks of an array share. */
const FORMAT = '%F|%T|%r|%N|%M|%k|%j';

export const buildQueueCommand = (ids: readonly string[]): string[] => [
  'squeue',
  '--noheader',
  '--states=all',
  `--jobs=${ids.join(',')}`,
  `--format=${FORMAT}`,
];

/** Builds the command that lists all unfinished jobs of the user. */
export const buildOwnJobsCommand = (): string[] => ['squeue', '--noheader', '--me', `--format=${FORMAT}`];

interface QueueRow extends JobStatus {
  id: string;
  name: string;
  /** The value of `sbatch --comment`. */
  comment: string;
}

/** Returns one row per job or array. Lines of another shape, such as a banner of the login node, are skipped. */
export function readQueue(text: string): QueueRow[] {
  const rows = text.split('\n').flatMap((line): QueueRow[] => {
    const [id = '', state = '', reason, nodes, time, comment = '', ...name] = line.split('|');
    if (!/^\d+$/.test(id) || name.length === 0) return [];
    const elapsed = formatSlurmElapsed(time);
    return [
      {
        id,
        state,
        ...describeState(state, reason),
        ...(nodes && nodes !== '(null)' && { nodes }),
        ...(elapsed && { elapsed }),
        comment: comment === '(null)' ? '' : comment,
        name: name.join('|'),
      },
    ];
  });
  const ids = [...new Set(rows.map(({ id }) => id))];
  return ids.flatMap((id) => mergeArrayTasks(rows.filter((row) => row.id === id)));
}

/** Precedence of phases in an array: it runs as long as one of its tasks, and has failed if one of them has. */
const PHASE_ORDER: JobPhase[] = ['running', 'waiting', 'failed', 'cancelled', 'unknown', 'succeeded'];

function mergeArrayTasks(tasks: QueueRow[]): QueueRow[] {
  const [first] = tasks.toSorted((a, b) => PHASE_ORDER.indexOf(a.phase) - PHASE_ORDER.indexOf(b.phase));
  if (!first || tasks.length === 1) return tasks;
  const ended = tasks.filter(isOver).length;
  return [{ ...first, words: `${first.words} (array: ${ended} of ${tasks.length} tasks have ended)` }];
}
