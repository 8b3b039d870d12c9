import type { Span } from '../config/config';
import type { Document } from '../document/document';
import type { Finding } from '../lint/rule';
import { endOfLine, startOfLine } from '../text/lines';

/** The place where the user types, as offsets: in a line, and in a word of it if the cursor touches one. */
export interface TypedPlace {
  line: number;
  word?: number | undefined;
}

/** Whether a text has nothing but comments, as a new file in which the first line is about to be typed. */
export const isBegun = (text: string): boolean => text.split('\n').every((line) => /^\s*(?:#|---|$)/.test(line));

/**
 * Whether a finding is about text that is still being typed: a line that does not continue yet, a part of a name, or a
 * file that is only begun.
 */
export const isAboutUnfinishedText = ({ text }: Document, finding: Finding, { line, word }: TypedPlace): boolean =>
  finding.in === undefined &&
  ((finding.isStructural === true && (isAboutLine(text, finding, line) || isBegun(text))) ||
    (finding.isAboutName === true && word !== undefined && isWithinLine(text, finding.span, word)));

/** Whether a span contains an offset and is part of one line. */
const isWithinLine = (text: string, { start, end }: Span, offset: number): boolean =>
  start <= offset && offset <= end && startOfLine(text, start) === startOfLine(text, end);

/** Whether a finding is on the line at an offset, or one whose repair changes the end of that line. */
function isAboutLine(text: string, finding: Finding, offset: number): boolean {
  const line = { start: startOfLine(text, offset), end: endOfLine(text, offset) };
  const touchesLine = (span: Span): boolean => span.start <= line.end && line.start <= span.end;
  // The repair of a line replaces the text up to the next flag, whose own line is finished.
  const endsOnLine = (span: Span): boolean => touchesLine(span) && startOfLine(text, span.end) > line.start;
  return (
    touchesLine(finding.span) ||
    finding.fixes.some(({ changes }) => changes.some((change) => change.op === 'text' && endsOnLine(change.span)))
  );
}
