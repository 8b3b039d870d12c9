import type { Span } from '../../config/config';
import type { Document } from '../../document/document';
import { suggestKindFixes } from './fixKind';
import type { LintContext } from './lintScope';
import type { PrintedFix } from './printedFix';
import { suggestFixesOnLine } from './repairsOnLine';
import { suggestSuppressions } from './suppress';

/** Everything that an editor offers about the findings at a span. */
export interface Suggestions {
  /** The fixes of each finding. */
  fixes: PrintedFix[];
  /** “Fix this kind everywhere”, once for each rule. */
  kindFixes: PrintedFix[];
  /** “Ignore this finding”, once for each rule. */
  suppressions: PrintedFix[];
}

/** Suggests what to do about the findings that touch a span, all within one budget. */
export function suggestActions(context: LintContext, document: Document, span: Span): Suggestions {
  // A comment can always be written, even where the search for fixes uses up the budget.
  const suppressions = suggestSuppressions(context, document, span);
  const fixes = suggestFixesOnLine(context, document, span);
  return { fixes, kindFixes: suggestKindFixes(context, document, span), suppressions };
}
