import type { Config, Problem, SbatchDirective } from '../../config/config';
import type { ScriptText } from './source';

/** Windows line endings in a script: bash treats the carriage return as an ordinary character, sbatch rejects the script. */

export type TextEdits = (Problem['repairs'] & object)[number]['edits'];

/** Returns the edits that convert all line endings of a text to those of Unix; none if they are already. */
export const toUnixLineEndings = (text: string): TextEdits =>
  text.includes('\r\n')
    ? [...text.matchAll(/\r\n/g)].map(({ index }) => ({ span: { start: index, end: index + 1 }, newText: '' }))
    : [];

/** Reports Windows line endings of one command. `edits` are those of the file, the same for all of its commands. */
export function checkCarriageReturns(
  config: Config,
  script: ScriptText,
  edits: TextEdits,
  offersRepair: boolean,
): Problem[] {
  const { start, end } = config.fullSpan;
  if (edits.length === 0 || !script.slice(start, script.endOfLine(end) + 2).includes('\r\n')) return [];
  return [
    {
      rule: 'cli.carriage-return',
      message:
        'The command has Windows line endings (CRLF). If the file reaches the cluster like this, bash treats the carriage return as text: no line is continued, and the last value of each line does not match. Save the file with LF.',
      span: config.head,
      ...(offersRepair && { repairs: [{ title: 'Convert all line endings to LF', edits }] }),
    },
  ];
}

/** Reports Windows line endings of a batch script, which sbatch rejects. */
export function checkSbatchLineEndings(text: string, directives: readonly SbatchDirective[]): Problem[] {
  const [first] = directives;
  const edits = first ? toUnixLineEndings(text) : [];
  if (!first || edits.length === 0) return [];
  return [
    {
      rule: 'slurm.crlf',
      message:
        'The script has Windows line endings (CRLF), and sbatch rejects it: "Batch script contains DOS line breaks". Save the file with LF.',
      span: first.fullSpan,
      repairs: [{ title: 'Convert all line endings to LF', edits }],
    },
  ];
}
