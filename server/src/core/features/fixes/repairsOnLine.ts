import type { Span } from '../../config/config';
import { isInJoined } from '../../config/joinConfigs';
import type { Document, ListedFinding } from '../../document/document';
import { endOfLine, startOfLine } from '../../text/lines';
import { listFindings } from '../listFindings';
import { findFindings } from './findFindings';
import type { LintContext } from './lintScope';
import type { PrintedFix } from './printedFix';
import { listQuickFixes, suggestQuickFixes } from './quickFixes';

/** Suggests the quick fixes of all findings that touch a span, and the repairs of the text that concern its lines. */
export const suggestFixesOnLine = (context: LintContext, document: Document, span: Span): PrintedFix[] => [
  ...suggestQuickFixes(context, document, span),
  ...findRepairsOnLine(context, document, span).flatMap(({ config, finding }) =>
    listQuickFixes(context, document, config, finding),
  ),
];

/**
 * Finds the faults of the text itself whose repair changes a line of a span, or that begin on it, but do not touch the
 * span: a missing backslash is repaired on one line and seen on the next.
 */
function findRepairsOnLine(context: LintContext, document: Document, span: Span): ListedFinding[] {
  const touched = new Set(findFindings(context, document, span).map(({ finding }) => finding));
  const lines = { start: startOfLine(document.text, span.start), end: endOfLine(document.text, span.end) };
  const isOnLines = (other: Span): boolean => other.start <= lines.end && lines.start <= other.end;
  return listFindings(context.catalog, context.lint, document).filter(({ finding }) => {
    if (finding.in !== undefined || touched.has(finding)) return false;
    const repairs = finding.fixes.flatMap(({ changes }) => changes.filter((change) => change.op === 'text'));
    const { start } = finding.span;
    return (
      (repairs.length > 0 && isOnLines({ start, end: start })) ||
      repairs.some((change) => !isInJoined(change.span) && isOnLines(change.span))
    );
  });
}
