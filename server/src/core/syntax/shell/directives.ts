import type { SbatchDirective, Span } from '../../config/config';
import { endOfLine, startOfNextLine } from '../../text/lines';

/** Lines that request resources from Slurm, such as `#SBATCH --nodes=2 -p gpu`, parsed as sbatch parses them. */

export const SBATCH_MARKER = '#SBATCH';
const SBATCH_LINE = /^#SBATCH(?=[ \t]|$)/;

/** Finds the directives of a script, in order, including those after the first command, which sbatch ignores. */
export function findDirectives(text: string): SbatchDirective[] {
  if (!text.includes(SBATCH_MARKER)) return [];
  const directives: SbatchDirective[] = [];
  let isAfterCommand = false;
  for (let start = 0; start < text.length; ) {
    const line = text.slice(start, endOfLine(text, start));
    if (SBATCH_LINE.test(line)) directives.push(...parseDirectiveLine(line, start, isAfterCommand));
    else if (/^\s*[^#\s]/.test(line)) isAfterCommand = true;
    start = isAfterCommand ? findNextMarker(text, start) : startOfNextLine(text, start);
  }
  return directives;
}

/** Returns the start of the next line with a marker at its start. */
function findNextMarker(text: string, start: number): number {
  const lineBreak = text.indexOf(`\n${SBATCH_MARKER}`, start);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** An argument after `#SBATCH`, without quotes and backslashes. */
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
    // An argument after an option may be its value. Whether the option has one is unknown here.
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
  // After a space, the next option is about to be typed.
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

/** Converts `--name`, `--name=value`, `-n` or `-nvalue`. */
function toOptionDirective({ value, span }: SbatchArgument, raw: string, isAfterCommand: boolean): SbatchDirective {
  const [option = value] = /^--[^=]*|^-./.exec(value) ?? [];
  const key = { start: span.start, end: span.start + option.length };
  const isLong = option.startsWith('--');
  const valueStart = option.length + (isLong && value[option.length] === '=' ? 1 : 0);
  if (valueStart === option.length && value.length === option.length)
    return { option, key, fullSpan: span, isAfterCommand };
  // Quotes before the value would shift its start, so it is located in the text as written.
  const valueOffset = span.start + (raw.startsWith(option) ? valueStart : 0);
  return {
    option,
    key,
    value: { value: value.slice(valueStart), span: { start: valueOffset, end: span.end }, isAttached: true },
    fullSpan: span,
    isAfterCommand,
  };
}

/**
 * Splits a line into arguments as sbatch does: at spaces outside of quotes. A backslash escapes the next character, and
 * `#` ends the line.
 */
function splitArguments(line: string, start: number): SbatchArgument[] {
  const args: SbatchArgument[] = [];
  let at = SBATCH_MARKER.length;
  while (at < line.length) {
    while (/\s/.test(line[at] ?? '') && at < line.length) at++;
    const argumentStart = at;
    let value = '';
    let quote = '';
    for (; at < line.length && (quote !== '' || !/\s/.test(line[at] ?? '')); at++) {
      const character = line[at] ?? '';
      // An escaped space still ends the argument.
      if (character === '\\') {
        const next = line[at + 1] ?? '';
        if (quote === '' && /^\s?$/.test(next)) continue;
        at++;
        value += next;
      } else if (quote !== '' && character === quote) quote = '';
      else if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === '#') {
        if (value !== '') args.push({ value, span: { start: start + argumentStart, end: start + at } });
        return args;
      } else value += character;
    }
    // sbatch treats an empty argument as the end of the line, whatever follows.
    if (value === '') return args;
    args.push({ value, span: { start: start + argumentStart, end: start + Math.min(at, line.length) } });
  }
  return args;
}
