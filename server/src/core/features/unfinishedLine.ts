import type { Span } from '../config/config';
import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';
import { endOfLine, startOfLine } from '../text/lines';

/**
 * Whether a finding is about the text of a line that is being typed: one that does not continue yet may still get its
 * backslash. The line is that of the finding, or one whose end the repair changes.
 */
export function isAboutUnfinishedLine({ text }: Document, finding: Finding, offset: number): boolean {
  if (!finding.isStructural || finding.in !== undefined) return false;
  const line = { start: startOfLine(text, offset), end: endOfLine(text, offset) };
  const touchesLine = (span: Span): boolean => span.start <= line.end && line.start <= span.end;
  // The repair of a line replaces the text up to the next flag, whose own line is finished.
  const endsOnLine = (span: Span): boolean => touchesLine(span) && startOfLine(text, span.end) > line.start;
  return (
    touchesLine(finding.span) ||
    finding.fixes.some(({ changes }) => changes.some((change) => change.op === 'text' && endsOnLine(change.span)))
  );
}
