import { quoteWord } from '../text/shellQuote';
import type { PlanStep } from './plan';

/**
 * Programs on another machine, by the user’s own ssh: its config, agents and jump hosts all work. BatchMode makes ssh
 * refuse instead of asking for a password that nobody could type, and the host key is checked as always.
 */
const SSH_OPTIONS: readonly string[] = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'];

/**
 * The first connection stays open for a minute and the next ones go through it, so that following a job costs no login
 * each time. Not for a host where the user has set up the same: that connection may have asked for a code.
 */
const SHARED_CONNECTION_OPTIONS: readonly string[] = [
  'ControlMaster=auto',
  'ControlPath=~/.ssh/preflight-%C',
  'ControlPersist=60',
].flatMap((option) => ['-o', option]);

/** A host is a name for ssh and never an option of it. */
export const HOST_PATTERN = /^[A-Za-z0-9_][\w.@:%+-]*$/;
export const isHost = (host: string): boolean => HOST_PATTERN.test(host);

/**
 * `argv` as it is run on `host`. The other side has a login shell of its own, so each word is quoted for it; standard
 * input, standard output and the exit code are those of the program, except 255, which is also ssh’s own.
 */
export const toSshArgv = (host: string, argv: readonly string[], isShared = false): string[] =>
  toSshCommand(host, argv.map(quoteWord).join(' '), isShared);

const toSshCommand = (host: string, command: string, isShared: boolean): string[] => [
  'ssh',
  ...SSH_OPTIONS,
  ...(isShared ? SHARED_CONNECTION_OPTIONS : []),
  '--',
  host,
  command,
];

/** A step of a plan as it is run on `host`. */
export function toSshStep(host: string, { argv, stdin, passes }: PlanStep): PlanStep {
  const remote = argv.map(quoteWord).join(' ');
  const sshArgv = toSshCommand(
    host,
    passes?.length ? `exec sh -c ${quoteWord(readVariables(passes, remote))}` : remote,
    false,
  );
  const sshCommandLine = sshArgv.map(quoteWord).join(' ');
  const secretInput = passes?.length
    ? `{ printf '%s\\n' ${passes.map((name) => `"$${name}"`).join(' ')}; cat ${quoteWord(stdin ?? '')}; } | `
    : '';
  const input = stdin !== undefined && !secretInput ? ` < ${quoteWord(stdin)}` : '';
  return {
    argv: sshArgv,
    commandLine: `${secretInput}${sshCommandLine}${input}`,
    ...(stdin !== undefined && { stdin }),
    ...(passes?.length && { passes }),
  };
}

/** Takes the values of variables from the first lines of standard input, where no list of processes shows them. */
const readVariables = (names: readonly string[], command: string): string =>
  [...names.map((name) => `IFS= read -r ${name}; export ${name};`), `exec ${command}`].join(' ');
