import type { JobMonitor } from '../cluster';
import type { JobStatus } from '../jobStatus';
import { buildQueueCommand, readQueue } from './queue';
import { buildAccountingCommand, buildShowCommand, readAccounting, readRecord } from './record';
import type { SubmitHost } from './submitHost';

/** Size of the part of a log that is read: more than anyone scrolls through, and quick to transfer. */
const MAX_LOG_BYTES = 4_000_000;

export function createSlurmMonitor(host: SubmitHost): JobMonitor {
  return {
    status: async (ids, signal) => {
      const answer = await host.querySlurm(buildQueueCommand(ids), signal);
      if ('failure' in answer && answer.failure.id !== 'slurm.unknown-job') return answer;
      const rows = 'failure' in answer ? [] : readQueue(answer.value);
      return { value: new Map(rows.map(({ id, comment: _comment, name: _name, ...status }) => [id, status])) };
    },
    finalStatus: async (id, signal) => {
      const answer = await host.querySlurm(buildShowCommand(id), signal);
      if ('value' in answer) {
        const { directory: _directory, ...record } = readRecord(answer.value) ?? {};
        if ('state' in record) return { value: record as JobStatus };
      } else if (answer.failure.id !== 'slurm.unknown-job') return answer;
      // Slurm forgets a job some minutes after its end; an accounting database keeps it.
      const accounting = await host.querySlurm(buildAccountingCommand(id), signal);
      return { value: 'value' in accounting ? readAccounting(accounting.value) : undefined };
    },
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
