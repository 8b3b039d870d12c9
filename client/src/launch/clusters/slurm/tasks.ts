import { isOver, type JobPhase, type JobStatus } from '../jobStatus';

/** One row of `squeue` or `sacct`: a job, tasks of an array, or a component of a heterogeneous job. */
export interface JobTask extends JobStatus {
  /** Id of the job that was submitted, which all of its tasks share. */
  id: string;
  /** Id of this row: `12`, `12_3`, `12_[4-7%2]` or `12+1`. */
  task: string;
  /** Number of tasks of an array in this row; undefined when the row is cut. */
  count: number | undefined;
  /** Reason of the state, as Slurm writes it. */
  reason?: string;
}

/** Parses an id. `squeue` and `sacct` may cut a long list of tasks. Returns undefined for any other text. */
export function parseTaskId(task: string): Pick<JobTask, 'id' | 'task' | 'count'> | undefined {
  const [, id, list] = /^(\d+)(?:_\d+|_\[([\d,:%.-]*)\]?|\+\d+)?$/.exec(task) ?? [];
  if (id === undefined) return undefined;
  const isCut = list !== undefined && (list.includes('...') || !task.endsWith(']'));
  return { id, task, count: isCut ? undefined : countTasks(list) };
}

/** Counts the tasks in `1,3-5,7-21:2%4`. */
function countTasks(list: string | undefined): number {
  if (list === undefined) return 1;
  const ranges = list.replace(/%\d*$/, '').split(',');
  return ranges.reduce((sum, range) => {
    const [, first = 1, last = first, step = 1] = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(range) ?? [];
    return sum + Math.max(0, Math.floor((Number(last) - Number(first)) / Math.max(1, Number(step))) + 1);
  }, 0);
}

/** Precedence of phases: a job runs as long as one of its tasks does, and has failed if one of them has. */
const PHASE_ORDER: JobPhase[] = ['running', 'waiting', 'failed', 'cancelled', 'unknown', 'succeeded'];

/** Returns the task whose state is that of the job; undefined without tasks. */
export const findLeadingTask = <T extends JobTask>(tasks: readonly T[]): T | undefined =>
  tasks.toSorted((a, b) => PHASE_ORDER.indexOf(a.phase) - PHASE_ORDER.indexOf(b.phase) || byTask(a, b))[0];

const byTask = (a: JobTask, b: JobTask): number => a.task.localeCompare(b.task, 'en', { numeric: true });

/** Returns the status of a job from all of its tasks; undefined without tasks. */
export function mergeTasks(tasks: readonly JobTask[]): JobStatus | undefined {
  const lead = findLeadingTask(tasks);
  if (!lead) return undefined;
  const { id: _id, task: _task, count: _count, reason: _reason, ...status } = lead;
  return { ...status, words: `${lead.words}${describeArray(lead, tasks)}` };
}

/** Describes how many tasks of an array are in the state of the job, or have ended while others run. */
function describeArray(lead: JobTask, tasks: readonly JobTask[]): string {
  if (!tasks.some(({ task }) => task.includes('_'))) return '';
  const total = tasks.reduce<number | undefined>(
    (sum, { count }) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  if (total === undefined && isOver(lead)) return ' (array)';
  const ofTotal = total === undefined ? '' : ` of ${total}`;
  const countPhase = (counted: JobPhase): number => tasks.filter(({ phase }) => phase === counted).length;
  if (isOver(lead)) return ` (array: ${countPhase(lead.phase)}${ofTotal} tasks)`;
  const failed = countPhase('failed');
  const ended = tasks.filter(isOver).length;
  return ` (array: ${ended}${ofTotal} tasks have ended${failed > 0 ? `, ${failed} of them failed` : ''})`;
}
