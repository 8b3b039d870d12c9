import { endOfLine, indentOf, lineBreakOf, startOfLine, startOfSpaces, textOfLineAbove } from '../../text/lines';
import { areAssignments, readTypedWords, startsTraining } from './typedWords';

/** The edit of a line break inside a training command. */
export interface LineContinuation {
  /** The text that is replaced. */
  start: number;
  end: number;
  newText: string;
  /** The offset of the cursor in the new text. */
  cursor: number;
}

/** Limit of lines of a command, above and below the cursor. */
export const MAX_COMMAND_LINES = 400;

/** Whether a line is continued: it ends with a backslash that no other one escapes. */
const isContinued = (line: string): boolean => /(?:^|[^\\])(?:\\\\)*\\$/.test(line.replace(/\r$/, ''));

const startsWithFlag = (line: string): boolean => /^[ \t]*--?[A-Za-z]/.test(line);

/**
 * Returns the edit that breaks the line at the cursor, if it stands between words of a training command: the command
 * goes on after it, so the line gets a backslash, and the new one an indentation. Where more lines of the command
 * follow, the new line gets a backslash too. On an empty last line the edit ends the command instead. `unit` is one
 * step of indentation. The text may be an excerpt that begins at any line.
 */
export function continueLine(text: string, offset: number, unit: string): LineContinuation | undefined {
  const line = { start: startOfLine(text, offset), end: endOfLine(text, offset) };
  const start = findCommandStart(text, line.start);
  const [before, after] = [text.slice(line.start, offset), text.slice(offset, line.end)];
  const typed = readTypedWords(text.slice(start, offset));
  if (typed.isInside || /^[ \t]*#/.test(after) || isInWord(before, after)) return undefined;
  const isBefore = areAssignments(typed.words) && startsTraining(readFollowing(text, start));
  if (!isBefore && !startsTraining(typed.words)) return undefined;
  const isEmpty = before.trim() === '' && (after.trim() === '' || after.trim() === '\\');
  const below = text.slice(line.end).split('\n', 2)[1] ?? '';
  const goesOn = isBefore || continuesBelow(text, start, below);
  if (isEmpty && !goesOn) return endCommand(text, start, line);
  const indent = findIndent(text, start, line.start, isBefore ? '' : unit, below);
  return breakLine(text, offset, line, indent, goesOn);
}

/** Finds the first line of the command that a line belongs to. A line of flags belongs to one that lacks its backslash. */
function findCommandStart(text: string, lineStart: number): number {
  let start = lineStart;
  for (let lines = 0; lines < MAX_COMMAND_LINES && start > 0; lines++) {
    const above = textOfLineAbove(text, start);
    const isOwn = isContinued(above) || (startsWithFlag(text.slice(start, endOfLine(text, start))) && /\S/.test(above));
    if (!isOwn) return start;
    start = startOfLine(text, start - 1);
  }
  return start;
}

/** Returns the words of a command that is continued from a line on. */
function readFollowing(text: string, start: number): readonly string[] {
  const lines = text.slice(start).split('\n', MAX_COMMAND_LINES);
  const last = lines.findIndex((line) => !isContinued(line));
  return readTypedWords(lines.slice(0, last < 0 ? undefined : last + 1).join('\n')).words;
}

/** Whether a line break at the cursor would split a word, an operator or an escaped character. */
function isInWord(before: string, after: string): boolean {
  if (after.trim() === '' || after.trim() === '\\') return false;
  if (isContinued(before.trimEnd())) return true;
  return /\S$/.test(before) && /^\S/.test(after) && (/[<>&|;]$/.test(before) || !/^[;&|)]/.test(after));
}

/** Whether a line below the cursor clearly belongs to the command: a flag, a backslash, or text that is indented more. */
function continuesBelow(text: string, start: number, below: string): boolean {
  const isDeeper = indentOf(below, 0).length > indentOf(text, start).length;
  return startsWithFlag(below) || below.trim() === '\\' || (isDeeper && /^[ \t]*[^\s#]/.test(below));
}

/** Returns the indentation of the new line: that of the lines of the command, or one step below its first line. */
function findIndent(text: string, start: number, lineStart: number, unit: string, below: string): string {
  const own = indentOf(text, lineStart);
  if (lineStart > start && unit !== '') {
    const isFirst = !startsTraining(readTypedWords(text.slice(start, lineStart)).words);
    if (!isFirst) return own === '' ? indentOf(textOfLineAbove(text, lineStart), 0) : own;
  }
  const next = indentOf(below, 0);
  return unit !== '' && startsWithFlag(below) && next.length > own.length ? next : own + unit;
}

function breakLine(
  text: string,
  offset: number,
  line: { start: number; end: number },
  indent: string,
  goesOn: boolean,
): LineContinuation {
  const lineBreak = lineBreakOf(text);
  const before = text.slice(line.start, offset);
  const rest = text.slice(offset, line.end);
  const after = rest.trim();
  const end = line.end - rest.trimStart().length;
  if (isContinued(before.trimEnd()) && after === '') {
    // The line has its backslash already. Spaces after it would end the command.
    const start = line.start + before.trimEnd().length;
    return createEdit(start, line.end, `${lineBreak}${indent}`, goesOn ? ' \\' : '');
  }
  const start = Math.max(startOfSpaces(text, offset), line.start);
  const head = `${start === line.start ? text.slice(start, offset) : ' '}\\${lineBreak}${indent}`;
  if (after === '') return createEdit(start, line.end, head, goesOn ? ' \\' : '');
  return createEdit(start, end, head, after === '\\' ? ' ' : '');
}

const createEdit = (start: number, end: number, head: string, tail: string): LineContinuation => ({
  start,
  end,
  newText: head + tail,
  cursor: head.length,
});

/** Replaces an empty last line and the backslash above it by the end of the command. */
function endCommand(text: string, start: number, line: { start: number; end: number }): LineContinuation | undefined {
  const above = textOfLineAbove(text, line.start).replace(/\r$/, '');
  if (!isContinued(above)) return undefined;
  const kept = above.slice(0, -1).trimEnd();
  const head = `${lineBreakOf(text)}${indentOf(text, start)}`;
  return createEdit(startOfLine(text, line.start - 1) + kept.length, line.end, head, '');
}
