import { quoteWord, quoteWordInLine } from '../text/shellQuote';
import type { PlanStep } from './plan';

/**
 * Options for the user's own ssh, so that its config, agents and jump hosts all work. With BatchMode ssh fails instead
 * of asking for a password, which could not be typed; the host key is checked as usual.
 */
const SSH_OPTIONS: readonly string[] = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'];

/**
 * Options that keep a connection open for a minute for others to reuse, so that polling a job needs no login each time.
 * Not for a host whose connections the user shares already: that connection may have asked for a one-time code.
 */
const SHARED_CONNECTION_OPTIONS: readonly string[] = [
  'ControlMaster=auto',
  'ControlPath=~/.ssh/preflight-%C',
  'ControlPersist=60',
].flatMap((option) => ['-o', option]);

/** Host names for ssh, which cannot be options of it. */
export const HOST_PATTERN = /^[A-Za-z0-9_][\w.@:%+-]*$/;
export const isHost = (host: string): boolean => HOST_PATTERN.test(host);

/**
 * Converts a command to one that runs on `host`. Each argument is quoted for the login shell there. Standard input,
 * standard output and the exit code are those of the program, but 255 may also be an error of ssh itself.
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

/** Converts a step of a plan to one that runs on `host`. */
export function toSshStep(host: string, { argv, stdin, passes }: PlanStep): PlanStep {
  const remote = argv.map(quoteWord).join(' ');
  const sshArgv = toSshCommand(
    host,
    passes?.length ? `exec sh -c ${quoteWord(readVariables(passes, remote))}` : remote,
    false,
  );
  const sshCommandLine = sshArgv.map(quoteWordInLine).join(' ');
  const secretInput = passes?.length
    ? `{ printf '%s\\n' ${passes.map((name) => `"$${name}"`).join(' ')}; cat ${quoteWordInLine(stdin ?? '')}; } | `
    : '';
  const input = stdin !== undefined && !secretInput ? ` < ${quoteWordInLine(stdin)}` : '';
  return {
    argv: sshArgv,
    commandLine: `${secretInput}${sshCommandLine}${input}`,
    ...(stdin !== undefined && { stdin }),
    ...(passes?.length && { passes }),
  };
}

/** Returns a command that reads variables from the first lines of standard input, where `ps` does not show them. */
const readVariables = (names: readonly string[], command: string): string =>
  [...names.map((name) => `IFS= read -r ${name}; export ${name};`), `exec ${command}`].join(' ');
