import type { ClusterAnswer } from '../answer';
import type { JobMonitor } from '../cluster';
import { isOver, type JobStatus } from '../jobStatus';
import { buildAccountingCommand, readAccounting } from './accounting';
import { buildDetailsCommand, readDetails } from './details';
import { readExitCode } from './exitCode';
import { createMark } from './mark';
import { buildQueueCommand, readQueue } from './queue';
import { describeState } from './stateTexts';
import type { SubmitHost } from './submitHost';
import { findLeadingTask, type JobTask, mergeTasks } from './tasks';

/** Size of the part of a log that is read: more than anyone scrolls through, and quick to transfer. */
const MAX_LOG_BYTES = 4_000_000;

export function createSlurmMonitor(host: SubmitHost): JobMonitor {
  return {
    status: async (ids, signal) => {
      const answer = await queryTasks(host, ids, signal);
      if ('failure' in answer) return answer;
      const statuses = ids.flatMap((id): [string, JobStatus][] => {
        const status = mergeTasks(answer.value.filter((task) => task.id === id));
        return status ? [[id, status]] : [];
      });
      return { value: new Map(statuses) };
    },
    finalStatus: (id, signal) => queryFinalStatus(host, id, signal),
    cancel: async (id, signal) => {
      const answer = await host.querySlurm(['scancel', id], signal);
      return 'failure' in answer ? answer.failure : undefined;
    },
    followCommand: async (_id, log) =>
      log ? host.toArgv(['tail', '-c', String(MAX_LOG_BYTES), '-F', '--', log]) : undefined,
    tailCommand: async (_id, log) => (log ? host.toArgv(['tail', '-c', String(MAX_LOG_BYTES), '--', log]) : undefined),
    cancelEffect: 'Slurm ends its processes; unsaved results are lost.',
  };
}

/** Returns all tasks of jobs that Slurm still knows. */
async function queryTasks(
  host: SubmitHost,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ClusterAnswer<JobTask[]>> {
  const mark = createMark();
  const answer = await host.querySlurm(buildQueueCommand(ids, mark), signal);
  if ('value' in answer) return { value: readQueue(answer.value, mark).map(({ comment: _comment, ...task }) => task) };
  return answer.failure.id === 'slurm.unknown-job' ? { value: [] } : answer;
}

async function queryFinalStatus(
  host: SubmitHost,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ClusterAnswer<JobStatus | undefined>> {
  const answer = await queryTasks(host, [id], signal);
  if ('failure' in answer) return answer;
  const queued = answer.value.filter((task) => task.id === id);
  const [first, ...others] = queued;
  // Slurm forgets a job some minutes after its end, and the tasks of an array one by one. A database keeps them.
  const isComplete = first !== undefined && (others.length === 0 ? first.task === id : !queued.every(isOver));
  const accounting = isComplete ? { value: [] } : await queryAccounting(host, id, signal);
  if ('failure' in accounting && queued.length === 0) return accounting;
  const recorded = 'value' in accounting ? accounting.value : [];
  const tasks = queued.length === 0 ? recorded : [...queued, ...findForgotten(recorded, queued)];
  const lead = findLeadingTask(tasks);
  if (!lead) return { value: undefined };
  const details = await queryDetails(host, lead, signal);
  const status = mergeTasks(tasks.map((task) => (task === lead ? correctReason(task, details) : task)));
  return { value: status && { ...status, ...details } };
}

/** Before release 23, Slurm reports a failure to launch also when a signal ended the script. */
const correctReason = (task: JobTask, { exit }: Pick<JobStatus, 'exit'>): JobTask =>
  task.reason === 'JobLaunchFailure' && exit !== undefined ? { ...task, ...describeState(task.state) } : task;

/** Returns the tasks that have ended and are no longer in the queue. */
const findForgotten = (recorded: readonly JobTask[], queued: readonly JobTask[]): JobTask[] =>
  recorded.filter((row) => isOver(row) && !row.task.includes('[') && !queued.some(({ task }) => task === row.task));

/** Returns the tasks of a job from the accounting database; none if there is no such database. */
async function queryAccounting(
  host: SubmitHost,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ClusterAnswer<JobTask[]>> {
  const answer = await host.querySlurm(buildAccountingCommand(id), signal);
  if ('value' in answer) return { value: readAccounting(answer.value).filter((task) => task.id === id) };
  const { id: failureId } = answer.failure;
  return TEMPORARY_FAILURES.has(failureId) ? answer : { value: [] };
}

/** Failures after which the database may answer later. After others, it is taken as missing. */
const TEMPORARY_FAILURES = new Set(['slurm.database-down', 'slurm.controller-down', 'cancelled', 'timeout']);

/** Returns the exit code and the log of a task. */
async function queryDetails(
  host: SubmitHost,
  lead: JobTask,
  signal: AbortSignal | undefined,
): Promise<Pick<JobStatus, 'exit' | 'log'>> {
  // Tasks that wait share one row, and have no log yet.
  if (lead.task.includes('[')) return {};
  const mark = createMark();
  // A component of a heterogeneous job is found by the id of the job only.
  const task = lead.task.replace(/\+\d+$/, '');
  const answer = await host.querySlurm(buildDetailsCommand(task, mark), signal);
  const details = 'value' in answer ? readDetails(answer.value, task, mark) : undefined;
  if (!details) return {};
  return { ...(details.log && { log: details.log }), ...readExitCode(details.exitCode, lead) };
}
