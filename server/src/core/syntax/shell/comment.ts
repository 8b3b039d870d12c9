import { endOfHead } from '../../comments/modeline';
import type { Config } from '../../config/config';
import type { Edit } from '../../config/edit';
import { indentOf, lineBreakOf, startOfLine, textOfLineAbove } from '../../text/lines';

/**
 * Comment lines above a command. Inside a continued command a comment would end it, so they stand above its first
 * line, and above the lines there that say something to us. Text that is part of another command gets none.
 */
export function addCommentAbove(text: string, config: Config, comments: readonly string[]): Edit[] {
  if (comments.length === 0 || config.embedded) return [];
  let start = startOfLine(text, config.fullSpan.start);
  while (start > 0 && (isContinued(text, start) || isAttachedComment(text, start)))
    start = startOfLine(text, start - 1);
  const indent = indentOf(text, start);
  const lineBreak = lineBreakOf(text);
  const newText = comments.map((comment) => `${indent}# ${toOneLine(comment)}${lineBreak}`).join('');
  return [{ span: { start, end: start }, newText }];
}

/** An odd number of backslashes at the end of a line takes the next one along. */
const isContinued = (text: string, start: number): boolean =>
  (/\\*$/.exec(textOfLineAbove(text, start).replace(/\r$/, ''))?.[0].length ?? 0) % 2 === 1;

/** A comment of ours has to stay next to the command, unless it is one of the first lines, which count for the file. */
function isAttachedComment(text: string, start: number): boolean {
  const line = textOfLineAbove(text, start);
  if (!/^\s*#\s*preflight:/.test(line)) return false;
  return /preflight:.*\bignore\b/.test(line) || start > endOfHead(text) + 1;
}

const toOneLine = (text: string): string => text.replace(/\\?\s*\r?\n\s*/g, ' ');
