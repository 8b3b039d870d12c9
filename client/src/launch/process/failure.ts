import { maskSecrets } from '../../../../server/src/lsp/protocol';
import type { FailureCatalog, FailurePattern } from './failurePattern';
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
  // The first match holds, so the most specific patterns come first.
  for (const pattern of [...SSH_FAILURES, ...catalog.patterns, ...COMMON_FAILURES]) {
    const failure = matchPattern(pattern, outcome, detail, names, host);
    if (failure) return failure;
  }
  return {
    id: 'other',
    what: `${names.remote ?? names.local} failed${outcome.code === undefined ? '' : ` with exit code ${outcome.code}`}.`,
    why: lastLineOf(detail) || 'It printed no reason.',
    advice: 'Its full output is in the output channel Training Preflight.',
    detail,
  };
}

function matchPattern(
  pattern: FailurePattern,
  outcome: ProcessResult,
  detail: string,
  { local, remote }: ProgramNames,
  host: string | undefined,
): Failure | undefined {
  if (pattern.ended && pattern.ended !== outcome.ended) return undefined;
  if (pattern.code !== undefined && pattern.code !== outcome.code) return undefined;
  if (pattern.program && ![local, remote].some((name) => name && pattern.program?.test(name))) return undefined;
  const match = pattern.text?.exec(detail);
  if (pattern.text && !match) return undefined;
  const group = match?.slice(1).find((text) => text) ?? '';
  const fillIn = (text: string): string =>
    text
      .replace('{program}', remote ?? local)
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

/** Returns the program that ssh was asked to run: the first one of the cluster, else the first argument. */
function remoteProgramOf(argv: readonly string[], host: string, programs: RegExp): string | undefined {
  const command = argv.slice(argv.lastIndexOf(host) + 1).join(' ');
  const names = [...command.matchAll(/(?:^|[\s/'])([^\s/']+)(?=[\s']|$)/g)].map(([, name = '']) => name);
  return names.find((name) => programs.test(name)) ?? command.split(' ')[0];
}

const lastLineOf = (text: string): string => text.split('\n').at(-1) ?? '';

/** Joins the parts of a failure for a notification. */
export const formatFailure = ({ what, why, advice }: Failure): string => `${what} ${why} ${advice}`;
