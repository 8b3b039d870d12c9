import type { SbatchDirective, Span } from '../../config/config';
import { endOfLine, startOfNextLine } from '../../text/lines';

/** The lines by which a script asks Slurm for nodes: `#SBATCH --nodes=2 -p gpu`, read as sbatch reads them. */

const SBATCH_PREFIX = /^#SBATCH(?=[ \t]|$)/;

/** The directives of a script, in order. One behind the first command is there for people only: sbatch does not see it. */
export function findDirectives(text: string): SbatchDirective[] {
  if (!text.includes('#SBATCH')) return [];
  const directives: SbatchDirective[] = [];
  let isAfterCommand = false;
  for (let start = 0; start < text.length; ) {
    const line = text.slice(start, endOfLine(text, start));
    if (SBATCH_PREFIX.test(line)) directives.push(...parseDirectiveLine(line, start, isAfterCommand));
    else if (/^\s*[^#\s]/.test(line)) isAfterCommand = true;
    start = startOfNextLine(text, start);
  }
  return directives;
}

/** One word behind `#SBATCH`, with what quotes and backslashes leave of it. */
interface SbatchArgument {
  value: string;
  span: Span;
}

function parseDirectiveLine(line: string, start: number, isAfterCommand: boolean): SbatchDirective[] {
  const args = splitArguments(line, start);
  const directives: SbatchDirective[] = [];
  for (const argument of args) {
    const previous = directives.at(-1);
    const isOption = argument.value.startsWith('-');
    // A word behind an option may be its value: whether the option takes one is not for a reader to know.
    if (!isOption && previous && previous.option !== '' && !previous.value) {
      previous.value = { value: argument.value, span: argument.span, isAttached: false };
      previous.fullSpan = { start: previous.fullSpan.start, end: argument.span.end };
    } else
      directives.push(
        isOption
          ? toOptionDirective(argument, line.slice(argument.span.start - start), isAfterCommand)
          : toBareDirective(argument, isAfterCommand),
      );
  }
  // Behind a blank the next option is about to be typed.
  const end = start + line.length;
  if (/[ \t]$/.test(line) || args.length === 0)
    directives.push({ option: '', key: { start: end, end }, fullSpan: { start: end, end }, isAfterCommand });
  return directives;
}

const toBareDirective = ({ value, span }: SbatchArgument, isAfterCommand: boolean): SbatchDirective => ({
  option: '',
  key: { start: span.start, end: span.start },
  value: { value, span, isAttached: false },
  fullSpan: span,
  isAfterCommand,
});

/** `--name`, `--name=value`, `-n` or `-nvalue`. */
function toOptionDirective({ value, span }: SbatchArgument, raw: string, isAfterCommand: boolean): SbatchDirective {
  const [option = value] = /^--[^=]*|^-./.exec(value) ?? [];
  const key = { start: span.start, end: span.start + option.length };
  const isLong = option.startsWith('--');
  const valueStart = option.length + (isLong && value[option.length] === '=' ? 1 : 0);
  if (valueStart === option.length && value.length === option.length)
    return { option, key, fullSpan: span, isAfterCommand };
  // Quotes in front of the value would move its beginning; it is looked for in the text as it is written.
  const valueOffset = span.start + (raw.startsWith(option) ? valueStart : 0);
  return {
    option,
    key,
    value: { value: value.slice(valueStart), span: { start: valueOffset, end: span.end }, isAttached: true },
    fullSpan: span,
    isAfterCommand,
  };
}

/** Words as sbatch cuts them: blanks part them outside of quotes, a backslash keeps the next character, `#` ends the line. */
function splitArguments(line: string, start: number): SbatchArgument[] {
  const args: SbatchArgument[] = [];
  let at = 7;
  while (at < line.length) {
    while (/\s/.test(line[at] ?? '') && at < line.length) at++;
    const begin = at;
    let value = '';
    let quote = '';
    for (; at < line.length && (quote !== '' || !/\s/.test(line[at] ?? '')); at++) {
      const character = line[at] ?? '';
      // An escaped blank still ends a word.
      if (character === '\\') {
        const next = line[at + 1] ?? '';
        if (quote === '' && /^\s?$/.test(next)) continue;
        at++;
        value += next;
      } else if (quote !== '' && character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === '#') {
        if (value !== '') args.push({ value, span: { start: start + begin, end: start + at } });
        return args;
      } else value += character;
    }
    // An empty word is the end of the line for sbatch, whatever follows.
    if (value === '') return args;
    args.push({ value, span: { start: start + begin, end: start + Math.min(at, line.length) } });
  }
  return args;
}
