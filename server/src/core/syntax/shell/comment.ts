import { endOfHead } from '../../comments/modeline';
import type { Config } from '../../config/config';
import type { Edit } from '../../config/edit';
import { indentOf, lineBreakOf, startOfLine, textOfLineAbove } from '../../text/lines';

/**
 * Adds comment lines above a command: above its first line, since a comment inside a continued command would end it,
 * and above the `# preflight:` comments there. A command inside the quotes of another one gets none.
 */
export function addCommentAbove(text: string, config: Config, comments: readonly string[]): Edit[] {
  if (comments.length === 0 || (config.embedded && !config.verbatim)) return [];
  const start = startAboveCommand(text, config);
  const indent = indentOf(text, start);
  const lineBreak = lineBreakOf(text);
  const newText = comments.map((comment) => `${indent}# ${toOneLine(comment)}${lineBreak}`).join('');
  return [{ span: { start, end: start }, newText }];
}

/** Returns the start of the first line of a command, or of the `# preflight:` comments on it. */
export function startAboveCommand(text: string, { fullSpan }: Config): number {
  let start = startOfLine(text, fullSpan.start);
  while (start > 0 && (isContinued(text, start) || isAttachedComment(text, start)))
    start = startOfLine(text, start - 1);
  return start;
}

/** Whether the line above ends with an odd number of backslashes, which continues it. */
const isContinued = (text: string, start: number): boolean =>
  (/(?<!\\)\\*$/.exec(textOfLineAbove(text, start).replace(/\r$/, ''))?.[0].length ?? 0) % 2 === 1;

/** Whether the line above is a `# preflight:` comment on the command, not one in the file head that is about the file. */
function isAttachedComment(text: string, start: number): boolean {
  const line = textOfLineAbove(text, start);
  if (!/^\s*#\s*preflight:/.test(line)) return false;
  return /^\s*#\s*preflight:.*\bignore\b/.test(line) || start > endOfHead(text) + 1;
}

const toOneLine = (text: string): string => text.replace(/(?:\\|(?<!\s))\s*\n\s*/g, ' ');
