import type { Config, Entry } from '../../config/config';
import type { Edit } from '../../config/edit';
import { endOfLine, lineBreakOf, startOfLine } from '../../text/lines';

/** An entry that has its lines for itself becomes comments, below the reason; undefined for any other. */
export function commentedOut(text: string, entry: Entry, reason: string): Edit | undefined {
  const start = startOfLine(text, entry.whole.start);
  const end = endOfLine(text, Math.max(entry.whole.start, entry.whole.end - 1));
  const indent = text.slice(start, entry.whole.start);
  const behind = text.slice(Math.min(entry.whole.end, end), end);
  if (indent.trim() !== '' || !/^\s*(?:#|$)/.test(behind)) return undefined;
  const lines = text.slice(entry.whole.start, end).split('\n');
  const lineBreak = lineBreakOf(text);
  const commented = lines.map((line) => `${indent}# ${line.startsWith(indent) ? line.slice(indent.length) : line}`);
  return { span: { start, end }, newText: `${indent}# ${reason}${lineBreak}${commented.join('\n')}` };
}

/** A line above the whole file for what is taken out of a map in braces. */
export function commentOnTop(text: string, config: Config, reasons: readonly string[]): Edit[] {
  if (reasons.length === 0) return [];
  const start = startOfLine(text, config.whole.start);
  if (text.slice(start, config.whole.start).trim() !== '') return [];
  const lineBreak = lineBreakOf(text);
  return [{ span: { start, end: start }, newText: reasons.map((reason) => `# ${reason}${lineBreak}`).join('') }];
}
