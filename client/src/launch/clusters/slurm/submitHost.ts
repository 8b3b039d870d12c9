import { type PlanResult, type PlanStep, type SlurmTarget, toSshArgv } from '../../../../../server/src/lsp/protocol';
import type { ProcessResult, RunProcess } from '../../process/run';
import { type ClusterAnswer, toAnswer } from '../answer';
import { stdinOf } from '../cluster';
import { SLURM_FAILURES } from './failures';

const QUERY_SECONDS = 25;

/** The machine that submits jobs: this one, or a host that ssh reaches. */
export interface SubmitHost {
  /** Its name for ssh; undefined for this machine. */
  name: string | undefined;
  /** Returns the command line that runs a program there. */
  toArgv: (argv: readonly string[]) => Promise<readonly string[]>;
  run: (argv: readonly string[], signal?: AbortSignal) => Promise<ProcessResult>;
  /** Runs a program and returns its output. */
  query: (argv: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** Runs a program of Slurm, which may be in a folder outside PATH, and returns its output. */
  querySlurm: (argv: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** Runs a step of a plan. */
  runStep: (plan: PlanResult, step: PlanStep, seconds: number, signal?: AbortSignal) => Promise<ProcessResult>;
}

export function createSubmitHost({ host, slurmPath }: SlurmTarget, runProcess: RunProcess): SubmitHost {
  const toArgv: SubmitHost['toArgv'] = async (argv) =>
    host === undefined ? argv : toSshArgv(host, argv, !(await hasOwnConnection(host, runProcess)));
  const run: SubmitHost['run'] = async (argv, signal) =>
    runProcess(await toArgv(argv), { seconds: QUERY_SECONDS, ...(signal && { signal }) });
  const query: SubmitHost['query'] = async (argv, signal) => toAnswer(await run(argv, signal), SLURM_FAILURES, host);
  return {
    name: host,
    toArgv,
    run,
    query,
    querySlurm: ([program = '', ...args], signal) =>
      query([slurmPath === undefined ? program : `${slurmPath}/${program}`, ...args], signal),
    runStep: async (plan, step, seconds, signal) => {
      const input = stdinOf(plan, step);
      return runProcess(step.argv, {
        seconds,
        environment: plan.environment,
        ...(input !== undefined && { input }),
        ...(signal && { signal }),
      });
    },
  };
}

/** Whether the user's own ssh configuration shares connections to a host. ssh is asked once per host. */
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
