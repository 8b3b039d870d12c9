import { quoteWord } from '../../text/shellQuote';

/** A bash script in parts. Every word is quoted by construction and arrives as it is, whatever it holds. */
interface BashScript {
  /** Comment lines under the first line. */
  remarks: string[];
  directory: string;
  environment: readonly (readonly [name: string, value: string])[];
  /** The program and the words in front of the first flag. */
  command: readonly string[];
  /** One flag with its values a row. */
  flags: readonly (readonly string[])[];
}

export function printScript({ remarks, directory, environment, command, flags }: BashScript): string {
  const rows = [command, ...flags].map((words) => words.map(quoteWord).join(' '));
  const lines = [
    '#!/usr/bin/env bash',
    ...remarks.map((remark) => `# ${remark.replace(/\s+/g, ' ')}`),
    'set -eu',
    `cd -- ${quoteWord(directory)}`,
    ...environment.map(([name, value]) => `export ${name}=${quoteWord(value)}`),
    `exec ${rows.join(' \\\n    ')}`,
  ];
  return `${lines.join('\n')}\n`;
}
