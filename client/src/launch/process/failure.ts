import { KUBERNETES } from '../clusters/kubernetes/failures';
import { SLURM } from '../clusters/slurm/failures';
import { ANY } from './processFailures';
import type { Outcome } from './run';
import { SSH } from './sshFailures';

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
const KINDS = [...SSH, ...SLURM, ...KUBERNETES, ...ANY];

/** What went wrong, undefined where nothing did. `host` is where the program ran, if not here. */
export function failureOf(outcome: Outcome, host?: string): Failure | undefined {
  if (outcome.ended === 'exit' && outcome.code === 0) return undefined;
  const detail = `${outcome.stderr}\n${outcome.stdout}`.trim();
  const program = (outcome.argv[0] ?? '').split(/[\\/]/).at(-1) ?? '';
  const remote = host === undefined ? undefined : remoteProgram(outcome.argv, host);
  for (const kind of KINDS) {
    if (kind.ended && kind.ended !== outcome.ended) continue;
    if (kind.code !== undefined && kind.code !== outcome.code) continue;
    if (kind.program && ![program, remote].some((name) => name && kind.program?.test(name))) continue;
    const found = kind.text?.exec(detail);
    if (kind.text && !found) continue;
    const group = found?.slice(1).find((each) => each) ?? '';
    const put = (text: string): string =>
      text
        .replace('{program}', remote ?? program)
        .replaceAll('{host}', host ?? 'the host')
        .replace(/ ?\{1\}/, group && ` ${group}`);
    return { id: kind.id, what: put(kind.what), why: put(kind.why), advice: put(kind.advice), detail };
  }
  return {
    id: 'other',
    what: `${remote ?? program} failed${outcome.code === undefined ? '' : ` with exit code ${outcome.code}`}.`,
    why: lastLine(detail) || 'It said nothing.',
    advice: 'Its own words are in the output of Training Preflight.',
    detail,
  };
}

/** The program that ssh was asked to run: the first of Slurm’s, else the first word. */
function remoteProgram(argv: readonly string[], host: string): string | undefined {
  const command = argv.slice(argv.lastIndexOf(host) + 1).join(' ');
  const [, slurm] = /(?:^|[\s/'])(sbatch|squeue|scancel|scontrol|sinfo|sacct)(?=[\s']|$)/.exec(command) ?? [];
  return slurm ?? command.split(' ')[0];
}

const lastLine = (text: string): string => text.split('\n').at(-1) ?? '';

/** One sentence after the other, for a notification. */
export const sentences = ({ what, why, advice }: Failure): string => `${what} ${why} ${advice}`;
