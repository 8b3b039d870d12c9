import { quoteWord } from '../quote';

/**
 * How a program is run on another machine: the user’s own `ssh` with the user’s own configuration, which knows about
 * keys, agents and hosts behind hosts. It must never wait for an answer that nobody can give, and never trusts a host
 * whose key is unknown.
 */
const OPTIONS = [
  '-T',
  '-o',
  'BatchMode=yes',
  '-o',
  'ConnectTimeout=15',
  // The first connection stays open for a minute, so that polling costs no login each time.
  '-o',
  'ControlMaster=auto',
  '-o',
  'ControlPath=~/.ssh/preflight-%C',
  '-o',
  'ControlPersist=60',
];

/** What is wrong with the name of a host: one that begins with a dash would be an option of ssh. */
export const isHost = (host: string): boolean => /^[^-\s][^\s]*$/.test(host) && !/[\p{Cc}]/u.test(host);

/**
 * `argv` as it is run on `host`. The other side has a login shell of its own, so each word is quoted for it; standard
 * input, standard output and the exit code are those of the program, except 255, which is ssh’s own.
 */
export const overSsh = (host: string, argv: readonly string[]): string[] => [
  'ssh',
  ...OPTIONS,
  '--',
  host,
  ...argv.map(quoteWord),
];
