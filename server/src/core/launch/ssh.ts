import { quoteWord } from '../text/shellQuote';
import type { Step } from './plan';

/**
 * Programs on another machine, by the user’s own ssh: its config, agents and jump hosts all work. BatchMode makes ssh
 * refuse instead of asking for a password that nobody could type, and the host key is checked as always.
 */
const OPTIONS: readonly string[] = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'];

/**
 * The first connection stays open for a minute and the next ones go through it, so that following a job costs no login
 * each time. Not for a host where the user has set up the same: that connection may have asked for a code.
 */
const SHARED: readonly string[] = [
  'ControlMaster=auto',
  'ControlPath=~/.ssh/preflight-%C',
  'ControlPersist=60',
].flatMap((option) => ['-o', option]);

/** A host is a name for ssh and never an option of it. */
export const HOST = /^[A-Za-z0-9_][\w.@:%+-]*$/;
export const isHost = (host: string): boolean => HOST.test(host);

/**
 * `argv` as it is run on `host`. The other side has a login shell of its own, so each word is quoted for it; standard
 * input, standard output and the exit code are those of the program, except 255, which is also ssh’s own.
 */
export const wordsOverSsh = (host: string, argv: readonly string[], isShared = false): string[] =>
  commandOverSsh(host, argv.map(quoteWord).join(' '), isShared);

const commandOverSsh = (host: string, command: string, isShared: boolean): string[] => [
  'ssh',
  ...OPTIONS,
  ...(isShared ? SHARED : []),
  '--',
  host,
  command,
];

/** A step of a plan as it is run on `host`. */
export function overSsh(host: string, { argv, stdin, passes }: Step): Step {
  const remote = argv.map(quoteWord).join(' ');
  const words = commandOverSsh(
    host,
    passes?.length ? `exec sh -c ${quoteWord(reading(passes, remote))}` : remote,
    false,
  );
  const line = words.map(quoteWord).join(' ');
  const secrets = passes?.length
    ? `{ printf '%s\\n' ${passes.map((name) => `"$${name}"`).join(' ')}; cat ${quoteWord(stdin ?? '')}; } | `
    : '';
  const input = stdin !== undefined && !secrets ? ` < ${quoteWord(stdin)}` : '';
  return {
    argv: words,
    commandLine: `${secrets}${line}${input}`,
    ...(stdin !== undefined && { stdin }),
    ...(passes?.length && { passes }),
  };
}

/** Takes the values of variables from the first lines of standard input, where no list of processes shows them. */
const reading = (names: readonly string[], command: string): string =>
  [...names.map((name) => `IFS= read -r ${name}; export ${name};`), `exec ${command}`].join(' ');
