import type { Config, Entry } from '../../config/config';
import type { Edit } from '../../config/edit';
import { endOfLine, lineBreakOf, startOfLine, startOfOwnLine } from '../../text/lines';

/** Turns an entry into comments below the reason; undefined when the entry shares its lines with others. */
export function commentOut(text: string, entry: Entry, reason: string): Edit | undefined {
  const start = startOfOwnLine(text, entry.fullSpan.start);
  if (start === undefined) return undefined;
  const end = endOfLine(text, Math.max(entry.fullSpan.start, entry.fullSpan.end - 1));
  const indent = text.slice(start, entry.fullSpan.start);
  const trailing = text.slice(Math.min(entry.fullSpan.end, end), end);
  if (!/^\s*(?:#|$)/.test(trailing)) return undefined;
  const lines = text.slice(entry.fullSpan.start, end).split('\n');
  const lineBreak = lineBreakOf(text);
  const commentLines = lines.map((line) => `${indent}# ${line.startsWith(indent) ? line.slice(indent.length) : line}`);
  return { span: { start, end }, newText: `${indent}# ${reason}${lineBreak}${commentLines.join('\n')}` };
}

/** Adds the reasons for removed items of a map in braces as comments above the config. */
export function addTopComment(text: string, config: Config, reasons: readonly string[]): Edit[] {
  if (reasons.length === 0) return [];
  const start = startOfLine(text, config.fullSpan.start);
  if (text.slice(start, config.fullSpan.start).trim() !== '') return [];
  const lineBreak = lineBreakOf(text);
  return [{ span: { start, end: start }, newText: reasons.map((reason) => `# ${reason}${lineBreak}`).join('') }];
}
