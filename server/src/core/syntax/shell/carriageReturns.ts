import type { Config, Problem, SbatchDirective } from '../../config/config';
import { endOfLine } from '../../text/lines';

/** Line ends of Windows in a script: bash takes the carriage return for a character like any other, sbatch for a reason to refuse. */

type TextEdits = (Problem['repairs'] & object)[number]['edits'];

/** What makes all line ends of a text those of Unix; nothing where they are. */
export const toUnixLineEndings = (text: string): TextEdits =>
  text.includes('\r\n')
    ? [...text.matchAll(/\r\n/g)].map(({ index }) => ({ span: { start: index, end: index + 1 }, newText: '' }))
    : [];

/** Of one command whose lines end so. The repair is the same for all commands of a file; `edits` is empty where there is none. */
export function checkCarriageReturns(config: Config, source: string, edits: TextEdits, hasRepair: boolean): Problem[] {
  const { start, end } = config.fullSpan;
  if (edits.length === 0 || !source.slice(start, endOfLine(source, end) + 2).includes('\r\n')) return [];
  return [
    {
      rule: 'cli.carriage-return',
      message:
        'The lines end as on Windows. If the file reaches the cluster so, bash takes the carriage return for text: no line is continued, and last words do not match. Save it with LF.',
      span: config.head,
      ...(hasRepair && { repairs: [{ title: 'Change all line ends to LF', edits }] }),
    },
  ];
}

/** Of a batch script, which sbatch refuses as a whole. */
export function checkSbatchLineEndings(text: string, directives: readonly SbatchDirective[]): Problem[] {
  const [first] = directives;
  const edits = first ? toUnixLineEndings(text) : [];
  if (!first || edits.length === 0) return [];
  return [
    {
      rule: 'slurm.crlf',
      message:
        'The lines end as on Windows, and sbatch refuses such a script: "Batch script contains DOS line breaks". Save the file with the line ends of Unix.',
      span: first.fullSpan,
      repairs: [{ title: 'Change all line ends to those of Unix', edits }],
    },
  ];
}
