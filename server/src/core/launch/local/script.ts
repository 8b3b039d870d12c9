import { quoteWord } from '../../text/shellQuote';
import { printCommentLine } from '../commentLine';

/** Parts of a bash script. All arguments are quoted by construction and arrive unchanged. */
interface BashScript {
  /** Comments below the first line. */
  remarks: string[];
  directory: string;
  environment: readonly (readonly [name: string, value: string])[];
  /** Program and the arguments before the first flag. */
  command: readonly string[];
  /** One row per flag, with its values. */
  flags: readonly (readonly string[])[];
}

export function printScript({ remarks, directory, environment, command, flags }: BashScript): string {
  const rows = [command, ...flags].map((words) => words.map(quoteWord).join(' '));
  const lines = [
    '#!/usr/bin/env bash',
    ...remarks.map(printCommentLine),
    'set -eu',
    `cd -- ${quoteWord(directory)}`,
    ...environment.map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    `exec ${rows.join(' \\\n    ')}`,
  ];
  return `${lines.join('\n')}\n`;
}
