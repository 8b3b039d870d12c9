import { type PlanResult, type PlanStep, type Target, toSshArgv } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { RunProcess } from '../../process/run';
import { type ClusterAnswer, toAnswer } from '../answer';
import { type Cluster, stdinOf } from '../cluster';
import type { JobStatus } from '../jobStatus';
import { buildOwnJobsCommand, buildQueueCommand, readQueue } from './queue';
import { buildAccountingCommand, buildShowCommand, readAccounting, readRecord } from './record';

type SlurmClusterTarget = Extract<Target, { kind: 'slurm' }>;

/** How long sbatch may take: with a controller that is down it tries twice, nine seconds each. */
const VALIDATE_SECONDS = 30;
/** A busy controller may take its time, and a submission that is ended half-way is the worst of all. */
const SUBMIT_SECONDS = 120;
const QUERY_SECONDS = 25;
/** How much of a log is read: more than anybody scrolls through, and quick to bring over a network. */
const MAX_LOG_BYTES = 4_000_000;

/** Slurm, on this machine or through ssh. */
export function createSlurmCluster(target: SlurmClusterTarget, run: RunProcess): Cluster {
  const { host, slurmPath } = target;
  const onHost = async (argv: readonly string[]): Promise<readonly string[]> =>
    host === undefined ? argv : toSshArgv(host, argv, !(await hasOwnConnection(host, run)));
  /** Programs of Slurm may lie in a folder of their own. */
  const slurmCommand = ([program = '', ...args]: readonly string[]): Promise<readonly string[]> =>
    onHost([slurmPath === undefined ? program : `${slurmPath}/${program}`, ...args]);
  const query = async (argv: Promise<readonly string[]>, signal?: AbortSignal): Promise<ClusterAnswer<string>> =>
    toAnswer(await run(await argv, { seconds: QUERY_SECONDS, ...(signal && { signal }) }), host);
  const runStep = async (plan: PlanResult, step: PlanStep, seconds: number, signal?: AbortSignal) => {
    const input = stdinOf(plan, step);
    return run(step.argv, {
      seconds,
      environment: plan.environment,
      ...(input !== undefined && { input }),
      ...(signal && { signal }),
    });
  };

  return {
    prepare: async ({ directories, directory }, signal) => {
      if (directories.length > 0) {
        const created = await query(onHost(['mkdir', '-p', '--', ...directories]), signal);
        if ('failure' in created) return explainDirectoryFailure(created.failure, directories.join(', '), host);
      }
      const found = await query(onHost(['test', '-d', directory]), signal);
      if ('failure' in found) return explainDirectoryFailure(found.failure, directory, host);
      // The log is written by the job’s user, which is whoever submits.
      for (const folder of directories.length > 0 ? directories : [directory]) {
        const writable = await query(onHost(['test', '-w', folder]), signal);
        if ('failure' in writable) return explainDirectoryFailure(writable.failure, folder, host);
      }
      return undefined;
    },
    findExisting: async ({ writes }, signal) => {
      if (writes.length === 0) return [];
      // It fails where one of them is missing, and names those that are not all the same.
      const argv = await onHost(['ls', '-d', '--', ...writes]);
      const { stdout } = await run(argv, { seconds: QUERY_SECONDS, ...(signal && { signal }) });
      const lines = new Set(stdout.split('\n'));
      return writes.filter((folder) => lines.has(folder));
    },
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'Slurm was not asked.' };
      const outcome = await runStep(plan, plan.validate, VALIDATE_SECONDS, signal);
      const answer = toAnswer(outcome, host);
      return 'failure' in answer ? answer : { value: describeStart(outcome.stderr) };
    },
    findDuplicate: async ({ fingerprint }, signal) => {
      const answer = await query(slurmCommand(buildOwnJobsCommand()), signal);
      if ('failure' in answer) return answer;
      return { value: readQueue(answer.value).find(({ comment }) => comment.includes(fingerprint))?.id };
    },
    submit: async (plan, signal) => {
      const answer = toAnswer(await runStep(plan, plan.submit, SUBMIT_SECONDS, signal), host);
      return 'failure' in answer ? answer : parseJobId(answer.value);
    },
    status: async (ids, signal) => {
      const answer = await query(slurmCommand(buildQueueCommand(ids)), signal);
      if ('failure' in answer && answer.failure.id !== 'slurm.unknown-job') return answer;
      const rows = 'failure' in answer ? [] : readQueue(answer.value);
      return { value: new Map(rows.map(({ id, comment: _comment, name: _name, ...status }) => [id, status])) };
    },
    finalStatus: async (id, signal) => {
      const answer = await query(slurmCommand(buildShowCommand(id)), signal);
      if ('value' in answer) {
        const { directory: _directory, ...record } = readRecord(answer.value) ?? {};
        if ('state' in record) return { value: record as JobStatus };
      } else if (answer.failure.id !== 'slurm.unknown-job') return answer;
      // Slurm forgets a job some minutes after its end; a site with a database remembers it there.
      const accounting = await query(slurmCommand(buildAccountingCommand(id)), signal);
      return { value: 'value' in accounting ? readAccounting(accounting.value) : undefined };
    },
    cancel: async (id, signal) => {
      const answer = await query(slurmCommand(['scancel', id]), signal);
      return 'failure' in answer ? answer.failure : undefined;
    },
    followCommand: async (_id, log) =>
      log ? onHost(['tail', '-c', String(MAX_LOG_BYTES), '-F', '--', log]) : undefined,
    tailCommand: async (_id, log) => (log ? onHost(['tail', '-c', String(MAX_LOG_BYTES), '--', log]) : undefined),
    cancelEffect: 'Slurm ends its processes; what it has not saved is lost.',
  };
}

/** Whether the user has set up shared connections for a host; asked once, of ssh itself. */
function hasOwnConnection(host: string, run: RunProcess): Promise<boolean> {
  const cached = ownConnections.get(host);
  if (cached) return cached;
  const pending = run(['ssh', '-G', '--', host], { seconds: 10 }).then(({ stdout }) =>
    /^controlpath (?!none$)/m.test(stdout),
  );
  ownConnections.set(host, pending);
  return pending;
}

const ownConnections = new Map<string, Promise<boolean>>();

/** The id is alone on its line; a login node may have said good morning before. In a federation, `id;cluster`. */
function parseJobId(text: string): ClusterAnswer<string> {
  const id = text
    .split('\n')
    .map((line) => /^(\d+)(?:;.*)?$/.exec(line.trim())?.[1])
    .findLast((each) => each !== undefined);
  if (id) return { value: id };
  return {
    failure: {
      id: 'slurm.no-id',
      what: 'Slurm took the job, but did not say its number.',
      why: 'sbatch printed something else.',
      advice: '`squeue --me` lists your jobs.',
      detail: text,
    },
  };
}

/** `sbatch: Job 7 to start at 2026-01-01T12:00:00 using 2 processors on nodes n[1-2] in partition gpu` */
function describeStart(text: string): string {
  const [, time, nodes] = /to start at (\S+) using .*? on nodes (\S+)/.exec(text) ?? [];
  return time ? `Slurm would start it on ${nodes} at ${time.replace('T', ' ')}.` : 'Slurm would take it.';
}

/** A folder that is not there is silent in Slurm: the job runs in /tmp, or fails without a log. */
function explainDirectoryFailure(failure: Failure, folder: string, host: string | undefined): Failure {
  if (failure.id !== 'other') return failure;
  const where = host === undefined ? 'on this machine' : `on ${host}`;
  return {
    id: 'directory',
    what: `The folder ${folder} is not there ${where}, or you may not write to it.`,
    why: 'Slurm would say nothing: the job would run in /tmp, or fail without a log.',
    advice: 'Set `workingDirectory` and `logDirectory` of the launch target to folders that all nodes share.',
    detail: failure.detail,
  };
}
