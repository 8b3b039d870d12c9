import type { Edit } from '../core/config/edit';
import type { PrintedFix } from '../core/features/fixes/printedFix';
import type { SecretFinder } from '../core/text/secrets';

/**
 * Prepares fixes for a report, which others may read. An edit that keeps a secret of the text is split into edits around
 * it, so that the result is the same; a fix that writes a secret elsewhere is left out.
 */
export const toReportFixes = (fixes: readonly PrintedFix[], text: string, finder: SecretFinder): PrintedFix[] =>
  fixes.flatMap((fix) => {
    const edits = fix.edits.map((edit) => splitAroundSecrets(edit, text, finder));
    return edits.includes(undefined) ? [] : [{ ...fix, edits: edits.flatMap((parts) => parts ?? []) }];
  });

/** Splits an edit around the secrets that it keeps. Returns undefined if it writes one that was not there. */
function splitAroundSecrets(edit: Edit, text: string, { find }: SecretFinder): Edit[] | undefined {
  const { span, newText } = edit;
  const parts: Edit[] = [];
  let oldStart = span.start;
  let newStart = 0;
  const addPart = (oldEnd: number, newEnd: number): void => {
    const part = { ...edit, span: { ...span, start: oldStart, end: oldEnd }, newText: newText.slice(newStart, newEnd) };
    if (part.newText !== text.slice(oldStart, oldEnd)) parts.push(part);
  };
  for (const { start, end } of find(newText)) {
    const kept = text.indexOf(newText.slice(start, end), oldStart);
    const keptEnd = kept + end - start;
    if (kept < 0 || keptEnd > span.end) return undefined;
    addPart(kept, start);
    oldStart = keptEnd;
    newStart = end;
  }
  addPart(span.end, newText.length);
  return parts;
}
