import type { Config } from '../../config';
import type { Edit } from '../../edit';

/**
 * Comment lines above a command. Inside a continued command a comment would end it, so they stand above its first
 * line, and above the lines there that say something to us. Text that is part of another command gets none.
 */
export function commentAbove(text: string, config: Config, comments: readonly string[]): Edit[] {
  if (comments.length === 0 || config.embedded) return [];
  let start = lineStart(text, config.whole.start);
  while (start > 0 && (isContinued(text, start) || isOurs(text, start))) start = lineStart(text, start - 1);
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const newText = comments.map((comment) => `${indent}# ${oneLine(comment)}${lineBreak}`).join('');
  return [{ span: { start, end: start }, newText }];
}

const FIRST_LINES = 10;

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

const lineBefore = (text: string, start: number): string => text.slice(lineStart(text, start - 1), start - 1);

/** An odd number of backslashes at the end of a line takes the next one along. */
const isContinued = (text: string, start: number): boolean =>
  (/\\*$/.exec(lineBefore(text, start).replace(/\r$/, ''))?.[0].length ?? 0) % 2 === 1;

/** A comment of ours has to stay next to the command, unless it is one of the first lines, which count for the file. */
function isOurs(text: string, start: number): boolean {
  const line = lineBefore(text, start);
  if (!/^\s*#\s*preflight:/.test(line)) return false;
  return /preflight:.*\bignore\b/.test(line) || text.slice(0, start).split('\n').length - 1 > FIRST_LINES;
}

const oneLine = (text: string): string => text.replace(/\\?\s*\r?\n\s*/g, ' ');
