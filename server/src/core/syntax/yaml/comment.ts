import type { Config, Entry } from '../../config';
import type { Edit } from '../../edit';

/** An entry that has its lines for itself becomes comments, below the reason; undefined for any other. */
export function commentedOut(text: string, entry: Entry, reason: string): Edit | undefined {
  const start = text.lastIndexOf('\n', entry.whole.start - 1) + 1;
  const newline = text.indexOf('\n', Math.max(entry.whole.start, entry.whole.end - 1));
  const end = newline < 0 ? text.length : newline;
  const indent = text.slice(start, entry.whole.start);
  const behind = text.slice(Math.min(entry.whole.end, end), end);
  if (indent.trim() !== '' || !/^\s*(?:#|$)/.test(behind)) return undefined;
  const lines = text.slice(entry.whole.start, end).split('\n');
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const commented = lines.map((line) => `${indent}# ${line.startsWith(indent) ? line.slice(indent.length) : line}`);
  return { span: { start, end }, newText: `${indent}# ${reason}${lineBreak}${commented.join('\n')}` };
}

/** A line above the whole file for what is taken out of a map in braces. */
export function commentOnTop(text: string, config: Config, reasons: readonly string[]): Edit[] {
  if (reasons.length === 0) return [];
  const start = text.lastIndexOf('\n', config.whole.start - 1) + 1;
  if (text.slice(start, config.whole.start).trim() !== '') return [];
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return [{ span: { start, end: start }, newText: reasons.map((reason) => `# ${reason}${lineBreak}`).join('') }];
}
