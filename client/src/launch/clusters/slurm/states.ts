import type { JobPhase } from '../jobStatus';

/** The states of a Slurm job, and why one waits, in words. Both lists follow the manual page of squeue. */

const STATE_INFO: Record<string, { phase: JobPhase; words: string }> = {
  PENDING: { phase: 'waiting', words: 'waits' },
  CONFIGURING: { phase: 'waiting', words: 'its nodes are being prepared' },
  REQUEUED: { phase: 'waiting', words: 'waits again: it was put back into the queue' },
  REQUEUE_HOLD: { phase: 'waiting', words: 'is held: it was put back into the queue' },
  REQUEUE_FED: { phase: 'waiting', words: 'waits again, in the federation' },
  RESV_DEL_HOLD: { phase: 'waiting', words: 'is held: its reservation was deleted' },
  SPECIAL_EXIT: { phase: 'waiting', words: 'is held: it ended in a state that needs a look' },
  RUNNING: { phase: 'running', words: 'runs' },
  COMPLETING: { phase: 'running', words: 'is ending' },
  RESIZING: { phase: 'running', words: 'runs, and changes its size' },
  SIGNALING: { phase: 'running', words: 'runs, and is being signalled' },
  STAGE_OUT: { phase: 'running', words: 'is ending: its files are being brought out' },
  STOPPED: { phase: 'running', words: 'is stopped, and keeps its nodes' },
  SUSPENDED: { phase: 'running', words: 'is suspended, and has given its cores to others' },
  COMPLETED: { phase: 'succeeded', words: 'ended well' },
  FAILED: { phase: 'failed', words: 'failed' },
  TIMEOUT: { phase: 'failed', words: 'reached its time limit and was ended' },
  OUT_OF_MEMORY: { phase: 'failed', words: 'ran out of main memory' },
  NODE_FAIL: { phase: 'failed', words: 'failed: a node of it went down' },
  BOOT_FAIL: { phase: 'failed', words: 'failed: a node of it did not boot' },
  DEADLINE: { phase: 'failed', words: 'was ended: its deadline is over' },
  PREEMPTED: { phase: 'failed', words: 'was ended to make room for another job' },
  LAUNCH_FAILED: { phase: 'failed', words: 'could not be started' },
  RECONFIG_FAIL: { phase: 'failed', words: 'could not be started: its nodes could not be set up' },
  REVOKED: { phase: 'cancelled', words: 'runs in another cluster of the federation' },
  CANCELLED: { phase: 'cancelled', words: 'was cancelled' },
};

/** Reasons of a job that waits, and of one that failed. A reason that is not here is shown as Slurm writes it. */
export const REASONS: Record<string, string> = {
  Priority: 'jobs with a higher priority go first',
  Resources: 'the nodes that it needs are busy',
  Dependency: 'a job that it depends on has not ended yet',
  DependencyNeverSatisfied: 'a job that it depends on did not end as required, so it will never start: cancel it',
  BeginTime: 'its start time has not come yet',
  JobHeldUser: 'you hold it; `scontrol release` lets it go on',
  JobHeldAdmin: 'an administrator holds it',
  ReqNodeNotAvail: 'nodes that it names are down, drained or reserved',
  NodeDown: 'a node that it needs is down',
  BadConstraints: 'no node can ever meet what it asks for: cancel it and change the target',
  PartitionConfig: 'it asks for more than its partition allows, so it will not start before that is changed',
  PartitionDown: 'its partition is down',
  PartitionInactive: 'its partition takes no jobs at the moment',
  PartitionNodeLimit: 'it asks for more nodes than its partition allows',
  PartitionTimeLimit: 'it asks for more time than its partition allows',
  TimeLimit: 'it reached its time limit',
  Reservation: 'its reservation has not begun yet',
  ReservationDeleted: 'its reservation was deleted',
  Licenses: 'a licence that it needs is in use',
  JobArrayTaskLimit: 'as many tasks of its array run as may run at once',
  MaxJobsPerUser: 'you have as many jobs as you may',
  MaxCpuPerAccount: 'your account uses as many cores as it may',
  MaxGRESPerAccount: 'your account uses as many GPUs as it may',
  AccountNotAllowed: 'its account may not use the partition',
  InvalidAccount: 'its account does not exist, or is not yours',
  InvalidQOS: 'its QoS does not exist, or is not yours',
  QOSNotAllowed: 'its QoS may not be used in the partition',
  QOSMaxJobsPerUserLimit: 'you have as many jobs in this QoS as you may',
  QOSMaxSubmitJobPerUserLimit: 'you have as many jobs in this QoS as you may',
  QOSMaxGRESPerUser: 'you use as many GPUs in this QoS as you may',
  QOSMaxCpuPerUserLimit: 'you use as many cores in this QoS as you may',
  QOSMaxNodePerUserLimit: 'you use as many nodes in this QoS as you may',
  QOSMaxWallDurationPerJobLimit: 'it asks for more time than this QoS allows',
  QOSMaxNodePerJobLimit: 'it asks for more nodes than this QoS allows',
  QOSMaxGRESPerJob: 'it asks for more GPUs than this QoS allows',
  QOSGrpGRES: 'the GPUs of this QoS are all in use',
  QOSGrpNodeLimit: 'the nodes of this QoS are all in use',
  QOSGrpCpuLimit: 'the cores of this QoS are all in use',
  AssocGrpGRES: 'the GPUs of your account are all in use',
  AssocGrpCpuLimit: 'the cores of your account are all in use',
  AssocGrpNodeLimit: 'the nodes of your account are all in use',
  AssocGrpCPUMinutesLimit: 'your account has used up its core hours',
  AssocGrpGRESMinutes: 'your account has used up its GPU hours',
  AssocMaxJobsLimit: 'your account has as many jobs as it may',
  AssocMaxWallDurationPerJobLimit: 'it asks for more time than your account may',
  JobLaunchFailure: 'it could not be started; most often the folder of its log is missing or may not be written',
  NonZeroExitCode: 'the script ended with an error',
  RaisedSignal: 'it was ended by a signal',
  OutOfMemory: 'it ran out of main memory',
  SystemFailure: 'Slurm or a node failed',
  launch_failed_requeued_held: 'it could not be started, and is held',
};

/** What a state means together with its reason. `None` is how Slurm says that there is no reason. */
export function describeState(state: string, reason: string | undefined): { phase: JobPhase; words: string } {
  // `CANCELLED by 1000` is a state too; a detail in brackets or behind a comma belongs to the reason.
  const name = state.split(/[ +]/)[0] ?? state;
  const info = STATE_INFO[name] ?? { phase: 'unknown' as const, words: `is in the state ${state}` };
  const short = reason?.replace(/^\(|\)$/g, '').split(/[,\s]/)[0];
  if (!short || ['None', 'N/A', '(null)', 'NonZeroExitCode'].includes(short)) return info;
  if (info.phase === 'running' || info.phase === 'succeeded') return info;
  if (info.phase === 'failed' && ['TimeLimit', 'OutOfMemory'].includes(short)) return info;
  return { ...info, words: `${info.words}: ${REASONS[short] ?? reason}` };
}
