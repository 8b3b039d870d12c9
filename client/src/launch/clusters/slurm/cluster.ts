import { type PlanResult, type Step, type Target, wordsOverSsh } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { Run } from '../../process/run';
import { type Answer, answerOf } from '../answer';
import { type Engine, inputOf } from '../cluster';
import type { Sighting } from '../jobStatus';
import { ownJobsCommand, queueCommand, readQueue } from './queue';
import { accountingCommand, readAccounting, readRecord, showCommand } from './record';

type SlurmTarget = Extract<Target, { kind: 'slurm' }>;

/** How long sbatch may take: with a controller that is down it tries twice, nine seconds each. */
const VALIDATE_SECONDS = 30;
/** A busy controller may take its time, and a submission that is ended half-way is the worst of all. */
const SUBMIT_SECONDS = 120;
const ASK_SECONDS = 25;
/** How much of a log is read: more than anybody scrolls through, and quick to bring over a network. */
const MOST_BYTES = 4_000_000;

/** Slurm, on this machine or through ssh. */
export function slurmEngine(target: SlurmTarget, run: Run): Engine {
  const { host, slurmPath } = target;
  const there = async (argv: readonly string[]): Promise<readonly string[]> =>
    host === undefined ? argv : wordsOverSsh(host, argv, !(await hasOwnConnection(host, run)));
  /** Programs of Slurm may lie in a folder of their own. */
  const slurm = ([program = '', ...words]: readonly string[]): Promise<readonly string[]> =>
    there([slurmPath === undefined ? program : `${slurmPath}/${program}`, ...words]);
  const ask = async (argv: Promise<readonly string[]>, signal?: AbortSignal): Promise<Answer<string>> =>
    answerOf(await run(await argv, { seconds: ASK_SECONDS, ...(signal && { signal }) }), host);
  const take = async (plan: PlanResult, step: Step, seconds: number, signal?: AbortSignal) => {
    const input = inputOf(plan, step);
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
        const made = await ask(there(['mkdir', '-p', '--', ...directories]), signal);
        if ('failure' in made) return directoryFailure(made.failure, directories.join(', '), host);
      }
      const found = await ask(there(['test', '-d', directory]), signal);
      if ('failure' in found) return directoryFailure(found.failure, directory, host);
      // The log is written by the job’s user, which is whoever submits.
      for (const folder of directories.length > 0 ? directories : [directory]) {
        const writable = await ask(there(['test', '-w', folder]), signal);
        if ('failure' in writable) return directoryFailure(writable.failure, folder, host);
      }
      return undefined;
    },
    existing: async ({ writes }, signal) => {
      if (writes.length === 0) return [];
      // It fails where one of them is missing, and names those that are not all the same.
      const argv = await there(['ls', '-d', '--', ...writes]);
      const { stdout } = await run(argv, { seconds: ASK_SECONDS, ...(signal && { signal }) });
      const lines = new Set(stdout.split('\n'));
      return writes.filter((folder) => lines.has(folder));
    },
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'Slurm was not asked.' };
      const outcome = await take(plan, plan.validate, VALIDATE_SECONDS, signal);
      const answer = answerOf(outcome, host);
      return 'failure' in answer ? answer : { value: startIn(outcome.stderr) };
    },
    identical: async ({ fingerprint }, signal) => {
      const answer = await ask(slurm(ownJobsCommand()), signal);
      if ('failure' in answer) return answer;
      return { value: readQueue(answer.value).find(({ comment }) => comment.includes(fingerprint))?.id };
    },
    submit: async (plan, signal) => {
      const answer = answerOf(await take(plan, plan.submit, SUBMIT_SECONDS, signal), host);
      return 'failure' in answer ? answer : idIn(answer.value);
    },
    look: async (ids, signal) => {
      const answer = await ask(slurm(queueCommand(ids)), signal);
      if ('failure' in answer && answer.failure.id !== 'slurm.unknown-job') return answer;
      const rows = 'failure' in answer ? [] : readQueue(answer.value);
      return { value: new Map(rows.map(({ id, comment: _comment, name: _name, ...sighting }) => [id, sighting])) };
    },
    recall: async (id, signal) => {
      const answer = await ask(slurm(showCommand(id)), signal);
      if ('value' in answer) {
        const { directory: _directory, ...record } = readRecord(answer.value) ?? {};
        if ('state' in record) return { value: record as Sighting };
      } else if (answer.failure.id !== 'slurm.unknown-job') return answer;
      // Slurm forgets a job some minutes after its end; a site with a database remembers it there.
      const accounting = await ask(slurm(accountingCommand(id)), signal);
      return { value: 'value' in accounting ? readAccounting(accounting.value) : undefined };
    },
    cancel: async (id, signal) => {
      const answer = await ask(slurm(['scancel', id]), signal);
      return 'failure' in answer ? answer.failure : undefined;
    },
    follow: async (_id, log) => (log ? there(['tail', '-c', String(MOST_BYTES), '-F', '--', log]) : undefined),
    tail: async (_id, log) => (log ? there(['tail', '-c', String(MOST_BYTES), '--', log]) : undefined),
    cancels: 'Slurm ends its processes; what it has not saved is lost.',
  };
}

/** Whether the user has set up shared connections for a host; asked once, of ssh itself. */
function hasOwnConnection(host: string, run: Run): Promise<boolean> {
  const known = ownConnections.get(host);
  if (known) return known;
  const asked = run(['ssh', '-G', '--', host], { seconds: 10 }).then(({ stdout }) =>
    /^controlpath (?!none$)/m.test(stdout),
  );
  ownConnections.set(host, asked);
  return asked;
}

const ownConnections = new Map<string, Promise<boolean>>();

/** The id is alone on its line; a login node may have said good morning before. In a federation, `id;cluster`. */
function idIn(text: string): Answer<string> {
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
function startIn(text: string): string {
  const [, time, nodes] = /to start at (\S+) using .*? on nodes (\S+)/.exec(text) ?? [];
  return time ? `Slurm would start it on ${nodes} at ${time.replace('T', ' ')}.` : 'Slurm would take it.';
}

/** A folder that is not there is silent in Slurm: the job runs in /tmp, or fails without a log. */
function directoryFailure(failure: Failure, folder: string, host: string | undefined): Failure {
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
