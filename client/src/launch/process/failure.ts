import { KUBERNETES_FAILURES } from '../clusters/kubernetes/failures';
import { SLURM_FAILURES } from '../clusters/slurm/failures';
import { COMMON_FAILURES } from './processFailures';
import type { ProcessResult } from './run';
import { SSH_FAILURES } from './sshFailures';

/** A failure in words: what happened, why, and what to do. */
export interface Failure {
  /** Names the kind of failure. */
  id: string;
  what: string;
  why: string;
  advice: string;
  /** The program’s own words, for the log. */
  detail: string;
}

/** The first kind that fits holds: what is said most exactly comes first. */
const PATTERNS = [...SSH_FAILURES, ...SLURM_FAILURES, ...KUBERNETES_FAILURES, ...COMMON_FAILURES];

/** What went wrong, undefined where nothing did. `host` is where the program ran, if not here. */
export function failureOf(outcome: ProcessResult, host?: string): Failure | undefined {
  if (outcome.ended === 'exit' && outcome.code === 0) return undefined;
  const detail = `${outcome.stderr}\n${outcome.stdout}`.trim();
  const program = (outcome.argv[0] ?? '').split(/[\\/]/).at(-1) ?? '';
  const remote = host === undefined ? undefined : remoteProgramOf(outcome.argv, host);
  for (const pattern of PATTERNS) {
    if (pattern.ended && pattern.ended !== outcome.ended) continue;
    if (pattern.code !== undefined && pattern.code !== outcome.code) continue;
    if (pattern.program && ![program, remote].some((name) => name && pattern.program?.test(name))) continue;
    const found = pattern.text?.exec(detail);
    if (pattern.text && !found) continue;
    const group = found?.slice(1).find((each) => each) ?? '';
    const fillIn = (text: string): string =>
      text
        .replace('{program}', remote ?? program)
        .replaceAll('{host}', host ?? 'the host')
        .replace(/ ?\{1\}/, group && ` ${group}`);
    return {
      id: pattern.id,
      what: fillIn(pattern.what),
      why: fillIn(pattern.why),
      advice: fillIn(pattern.advice),
      detail,
    };
  }
  return {
    id: 'other',
    what: `${remote ?? program} failed${outcome.code === undefined ? '' : ` with exit code ${outcome.code}`}.`,
    why: lastLineOf(detail) || 'It said nothing.',
    advice: 'Its own words are in the output of Training Preflight.',
    detail,
  };
}

/** The program that ssh was asked to run: the first of Slurm’s, else the first word. */
function remoteProgramOf(argv: readonly string[], host: string): string | undefined {
  const command = argv.slice(argv.lastIndexOf(host) + 1).join(' ');
  const [, slurm] = /(?:^|[\s/'])(sbatch|squeue|scancel|scontrol|sinfo|sacct)(?=[\s']|$)/.exec(command) ?? [];
  return slurm ?? command.split(' ')[0];
}

const lastLineOf = (text: string): string => text.split('\n').at(-1) ?? '';

/** One sentence after the other, for a notification. */
export const formatFailure = ({ what, why, advice }: Failure): string => `${what} ${why} ${advice}`;
