import { quoteWord } from '../text/shellQuote';

/**
 * Parts of the bash scripts that start a task. They use positional arguments and set no variables, because a config
 * may set any name for the run.
 */

/** Runs the script in the first argument, whose path is the second one. Without `--`, a script may begin an option. */
export const RUN_SCRIPT = 'exec bash -c -- "$1" "$2"';

/** Returns commands that write the first argument to a file of the given name and pass its path to a command. */
export function writeConfigFile(name: string, command: readonly string[]): string[] {
  const file = `"$1"/${quoteWord(name)}`;
  return [
    'set -- "$(mktemp -d)" "$@"',
    // Stops without a folder.
    `printf %s "$2" > "\${1:?}"/${quoteWord(name)}`,
    `exec ${[...command, file].join(' ')} "\${@:3}"`,
  ];
}
