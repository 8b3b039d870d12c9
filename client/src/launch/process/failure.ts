import { maskSecrets } from '../../../../server/src/lsp/protocol';
import type { FailureCatalog, FailurePattern } from './failurePattern';
import { toOneLine } from './oneLine';
import { COMMON_FAILURES } from './processFailures';
import type { ProcessResult } from './run';
import { SSH_FAILURES } from './sshFailures';

/** An explained failure: what happened, why, and what to do. */
export interface Failure {
  /** Id of the pattern that matched. */
  id: string;
  what: string;
  why: string;
  advice: string;
  /** Output of the program, for the log. */
  detail: string;
}

/** Names of the program that failed: the one that was started, and the one that ssh ran. */
interface ProgramNames {
  local: string;
  remote: string | undefined;
}

/**
 * Explains why a program failed; undefined when it succeeded. `catalog` holds the failures of the cluster’s own
 * programs, and `host` is the machine that ran the program, if not this one.
 */
export function failureOf(outcome: ProcessResult, catalog: FailureCatalog, host?: string): Failure | undefined {
  return outcome.ended === 'exit' && outcome.code === 0
    ? undefined
    : hideSecrets(explainFailure(outcome, catalog, host));
}

/** Hides the secrets that a program printed. */
const hideSecrets = ({ id, ...texts }: Failure): Failure => ({
  id,
  what: maskSecrets(texts.what),
  why: maskSecrets(texts.why),
  advice: maskSecrets(texts.advice),
  detail: maskSecrets(texts.detail),
});

function explainFailure(outcome: ProcessResult, catalog: FailureCatalog, host?: string): Failure {
  const detail = `${outcome.stderr}\n${outcome.stdout}`.trim();
  const names: ProgramNames = {
    local: (outcome.argv[0] ?? '').split(/[\\/]/).at(-1) ?? '',
    remote: host === undefined ? undefined : remoteProgramOf(outcome.argv, host, catalog.programs),
  };
  const output = catalog.removeNoise?.(cutOutput(detail)) ?? cutOutput(detail);
  // The first match holds, so the most specific patterns come first.
  for (const pattern of [...SSH_FAILURES, ...catalog.patterns, ...COMMON_FAILURES]) {
    const failure = matchPattern(pattern, { ...outcome, output }, names, host);
    if (failure) return { ...failure, detail };
  }
  return {
    id: 'other',
    what: `${names.remote ?? names.local} failed${outcome.code === undefined ? '' : ` with exit code ${outcome.code}`}.`,
    why: toOneLine(lastLineOf(output)) || 'It printed no reason.',
    advice: 'Its full output is in the output channel Training Preflight.',
    detail,
  };
}

/** Limit of the output that is searched for a failure, in characters: its begin and its end. */
const MAX_SEARCHED_LENGTH = 40_000;

function cutOutput(text: string): string {
  if (text.length <= MAX_SEARCHED_LENGTH) return text;
  return `${text.slice(0, MAX_SEARCHED_LENGTH / 2)}\n${text.slice(-MAX_SEARCHED_LENGTH / 2)}`;
}

function matchPattern(
  pattern: FailurePattern,
  outcome: ProcessResult & { output: string },
  { local, remote }: ProgramNames,
  host: string | undefined,
): Omit<Failure, 'detail'> | undefined {
  if (pattern.ended && pattern.ended !== outcome.ended) return undefined;
  if (pattern.code !== undefined && pattern.code !== outcome.code) return undefined;
  if (pattern.program && ![local, remote].some((name) => name && pattern.program?.test(name))) return undefined;
  const match = pattern.text?.exec(outcome.output);
  if (pattern.text && !match) return undefined;
  const group = toOneLine(match?.slice(1).find((text) => text) ?? '');
  const fillIn = (text: string): string =>
    text.replace(/ ?\{(program|host|1)\}/g, (hole, name) => {
      const value = { program: remote ?? local, host: host ?? 'the host' }[name as 'program' | 'host'] ?? group;
      return value && hole.startsWith(' ') ? ` ${value}` : value;
    });
  return {
    id: pattern.id,
    what: fillIn(pattern.what),
    why: pattern.explain?.(outcome.output) ?? fillIn(pattern.why),
    advice: fillIn(pattern.advice),
  };
}

/** Returns the program that ssh was asked to run: the first one of the cluster, else the first argument. */
function remoteProgramOf(argv: readonly string[], host: string, programs: RegExp): string | undefined {
  const command = argv.slice(argv.lastIndexOf(host) + 1).join(' ');
  const names = [...command.matchAll(/(?:^|[\s/'])([^\s/']+)(?=[\s']|$)/g)].map(([, name = '']) => name);
  return names.find((name) => programs.test(name)) ?? command.split(' ')[0];
}

const lastLineOf = (text: string): string => text.split('\n').at(-1) ?? '';

/** Joins the parts of a failure for a notification. */
export const formatFailure = ({ what, why, advice }: Failure): string => `${what} ${why} ${advice}`;
