import { toOneLine } from '../../process/oneLine';
import type { JobPhase } from '../jobStatus';

/** Descriptions of job states and of pending reasons. Both lists follow the manual page of squeue. */

const STATE_INFO: Record<string, { phase: JobPhase; words: string }> = {
  PENDING: { phase: 'waiting', words: 'is waiting' },
  CONFIGURING: { phase: 'waiting', words: 'its nodes are being prepared' },
  REQUEUED: { phase: 'waiting', words: 'is waiting again: it was requeued' },
  REQUEUE_HOLD: { phase: 'waiting', words: 'is held: it was requeued' },
  REQUEUE_FED: { phase: 'waiting', words: 'is waiting again, in the federation' },
  RESV_DEL_HOLD: { phase: 'waiting', words: 'is held: its reservation was deleted' },
  SPECIAL_EXIT: { phase: 'waiting', words: 'is held: it ended in a special state that needs attention' },
  RUNNING: { phase: 'running', words: 'is running' },
  COMPLETING: { phase: 'running', words: 'is ending' },
  RESIZING: { phase: 'running', words: 'is running, and its size is changing' },
  SIGNALING: { phase: 'running', words: 'is running, and is being signaled' },
  STAGE_OUT: { phase: 'running', words: 'is ending: its files are being staged out' },
  STOPPED: { phase: 'running', words: 'is stopped, and keeps its nodes' },
  SUSPENDED: { phase: 'running', words: 'is suspended, and its cores are released to other jobs' },
  COMPLETED: { phase: 'succeeded', words: 'succeeded' },
  FAILED: { phase: 'failed', words: 'failed' },
  TIMEOUT: { phase: 'failed', words: 'reached its time limit and was ended' },
  OUT_OF_MEMORY: { phase: 'failed', words: 'ran out of main memory' },
  NODE_FAIL: { phase: 'failed', words: 'failed: one of its nodes went down' },
  BOOT_FAIL: { phase: 'failed', words: 'failed: one of its nodes did not boot' },
  DEADLINE: { phase: 'failed', words: 'was ended: its deadline has passed' },
  PREEMPTED: { phase: 'failed', words: 'was ended to make room for another job' },
  LAUNCH_FAILED: { phase: 'failed', words: 'could not be started' },
  RECONFIG_FAIL: { phase: 'failed', words: 'could not be started: its nodes could not be set up' },
  REVOKED: { phase: 'cancelled', words: 'is running in another cluster of the federation' },
  CANCELLED: { phase: 'cancelled', words: 'was cancelled' },
};

/** Reasons of waiting and of failed jobs. Another reason is shown as Slurm writes it. */
const REASONS: Record<string, string> = {
  Priority: 'jobs with a higher priority go first',
  Resources: 'the nodes that it needs are busy',
  Dependency: 'a job that it depends on has not ended yet',
  DependencyNeverSatisfied: 'a job that it depends on did not end as required, so it will never start; cancel it',
  BeginTime: 'its start time has not been reached yet',
  JobHeldUser: 'you hold it; `scontrol release` releases it',
  JobHeldAdmin: 'an administrator holds it',
  ReqNodeNotAvail: 'nodes that it requires are down, drained or reserved',
  NodeDown: 'a node that it needs is down',
  BadConstraints: 'no node can ever meet its request; cancel it and change the target',
  PartitionConfig: 'it requests more than its partition allows, so it will not start until that is changed',
  PartitionDown: 'its partition is down',
  PartitionInactive: 'its partition does not start jobs at the moment',
  PartitionNodeLimit: 'it requests more nodes than its partition allows',
  PartitionTimeLimit: 'it requests more time than its partition allows',
  TimeLimit: 'it reached its time limit',
  Reservation: 'its reservation has not started yet',
  ReservationDeleted: 'its reservation was deleted',
  Licenses: 'a license that it needs is in use',
  JobArrayTaskLimit: 'the limit of running tasks of its array is reached',
  MaxJobsPerUser: 'your limit of jobs is reached',
  MaxCpuPerAccount: 'the limit of cores of your account is reached',
  MaxGRESPerAccount: 'the limit of GPUs of your account is reached',
  AccountNotAllowed: 'its account may not use the partition',
  InvalidAccount: 'its account does not exist, or is not yours',
  InvalidQOS: 'its QoS does not exist, or is not yours',
  QOSNotAllowed: 'its QoS may not be used in the partition',
  QOSMaxJobsPerUserLimit: 'your limit of jobs in this QoS is reached',
  QOSMaxSubmitJobPerUserLimit: 'your limit of jobs in this QoS is reached',
  QOSMaxGRESPerUser: 'your limit of GPUs in this QoS is reached',
  QOSMaxCpuPerUserLimit: 'your limit of cores in this QoS is reached',
  QOSMaxNodePerUserLimit: 'your limit of nodes in this QoS is reached',
  QOSMaxWallDurationPerJobLimit: 'it requests more time than this QoS allows',
  QOSMaxNodePerJobLimit: 'it requests more nodes than this QoS allows',
  QOSMaxGRESPerJob: 'it requests more GPUs than this QoS allows',
  QOSGrpGRES: 'the GPUs of this QoS are all in use',
  QOSGrpNodeLimit: 'the nodes of this QoS are all in use',
  QOSGrpCpuLimit: 'the cores of this QoS are all in use',
  AssocGrpGRES: 'the GPUs of your account are all in use',
  AssocGrpCpuLimit: 'the cores of your account are all in use',
  AssocGrpNodeLimit: 'the nodes of your account are all in use',
  AssocGrpCPUMinutesLimit: 'your account has used up its core hours',
  AssocGrpGRESMinutes: 'your account has used up its GPU hours',
  AssocMaxJobsLimit: 'the limit of jobs of your account is reached',
  AssocMaxWallDurationPerJobLimit: 'it requests more time than your account allows',
  JobLaunchFailure: 'it could not be started; most often the folder of its log is missing or not writable',
  NonZeroExitCode: 'the script ended with an error',
  RaisedSignal: 'it was ended by a signal',
  OutOfMemory: 'it ran out of main memory',
  SystemFailure: 'Slurm or a node failed',
  launch_failed_requeued_held: 'it could not be started, and is held; `scontrol release` releases it',
  job_requeued_in_held_state: 'it was requeued and is held; `scontrol release` releases it',
  Nodes_required_for_job_are_DOWN: 'nodes that it needs are down, drained or reserved for jobs with a higher priority',
};

/** Reasons by a form in which spaces and underscores, which differ between programs and releases, are left out. */
const REASONS_BY_KEY = new Map(Object.entries(REASONS).map(([reason, words]) => [toReasonKey(reason), words]));

function toReasonKey(reason: string): string {
  return reason.replace(/[\s_]/g, '').toLowerCase();
}

/** Returns the description of a reason; undefined for an unknown one. */
export const explainReason = (reason: string): string | undefined => REASONS_BY_KEY.get(toReasonKey(reason));

/** Reasons that say no more than the state. */
const EMPTY_REASONS = new Set(['', 'none', 'n/a', '(null)', 'nonzeroexitcode']);

/** Reasons that repeat a failed state. */
const REPEATED_REASONS: Record<string, string> = {
  TimeLimit: 'TIMEOUT',
  OutOfMemory: 'OUT_OF_MEMORY',
  NodeDown: 'NODE_FAIL',
  Deadline: 'DEADLINE',
};

/** Describes a state together with its reason. Slurm writes `None` for no reason. */
export function describeState(state: string, reason = ''): { phase: JobPhase; words: string } {
  const info = Object.hasOwn(STATE_INFO, state) ? STATE_INFO[state] : undefined;
  const { phase, words } = info ?? { phase: 'unknown' as const, words: `is in the state ${toOneLine(state)}` };
  if (phase === 'running' || phase === 'succeeded') return { phase, words };
  // After a comma, colon or parenthesis, the reason has details such as names of nodes or of a signal.
  const text = toOneLine(reason.replace(/^\((.*)\)$/s, '$1'));
  const short = text.split(/[,:(]/)[0] ?? '';
  // A job that is cancelled while it waits keeps the reason why it waited.
  if (phase === 'cancelled' && short !== 'DependencyNeverSatisfied') return { phase, words };
  if (EMPTY_REASONS.has(toReasonKey(text)) || REPEATED_REASONS[short] === state) return { phase, words };
  const [, signal] = /^RaisedSignal:(\d+(?:\(\w+\))?)$/.exec(text) ?? [];
  if (signal) return { phase, words: `${words}: it was ended by signal ${signal.replace('(', ' (')}` };
  const explained = explainReason(text) ?? explainReason(short);
  return { phase, words: `${words}: ${explained ?? (text.includes(' ') ? text : text.replaceAll('_', ' '))}` };
}
