import type { Span } from '../../config/config';
import { applyEdits, type Edit } from '../../config/edit';
import type { Document, ListedFinding } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { listFindings } from '../listFindings';
import { lintCostOf } from './budget';
import { findFindings } from './findFindings';
import { overlapsAny, sortedSpansOf } from './fixAll';
import { listIntroducedRules } from './fixEffect';
import { configsIn, type LintContext, lintPart, scopeOf } from './lintScope';
import type { PrintedFix } from './printedFix';
import { printFixes } from './tryFixes';

/** Findings of one rule that are fixed together. More of them come from a generated file. */
const MAX_KIND_FINDINGS = 100;

/**
 * Suggests “Fix this kind everywhere” for each rule with a finding at a span and others elsewhere in the text. Only what
 * helps together is suggested, within the budget.
 */
export function suggestKindFixes(context: LintContext, document: Document, span: Span): PrintedFix[] {
  const all = listFindings(context.catalog, context.lint, document).filter(({ finding }) => finding.in === undefined);
  const rules = new Set(findFindings(context, document, span).map(({ finding }) => finding.rule));
  return [...rules].flatMap((rule): PrintedFix[] => {
    const sameKind = all.filter(({ finding }) => finding.rule === rule);
    const [first] = sameKind;
    if (!first || sameKind.length < 2 || sameKind.length > MAX_KIND_FINDINGS) return [];
    const fixes = chooseFixes(context, document, sameKind);
    const edits = fixes.flatMap((fix) => fix.edits);
    if (fixes.length < 2 || !doHelpTogether(context, document, rule, edits, fixes)) return [];
    const count = fixes.length === sameKind.length ? `${fixes.length}` : `${fixes.length} of ${sameKind.length}`;
    const title = `Fix this kind everywhere in the file: ${count} findings of ${rule}`;
    return [{ title, safe: false, finding: first.finding, edits }];
  });
}

/** Chooses the first fix of each finding that changes this text only, where it does not overlap an earlier one. */
function chooseFixes(context: LintContext, document: Document, found: readonly ListedFinding[]): PrintedFix[] {
  const chosen: PrintedFix[] = [];
  for (const { config, finding } of found) {
    const spans = sortedSpansOf(chosen);
    const [fix] = printFixes(context, document, config, finding);
    const isAlone = fix?.edits.every((edit) => edit.in === undefined && !overlapsAny(spans, edit.span));
    if (fix && isAlone && fix.edits.length > 0) chosen.push(fix);
  }
  return chosen;
}

/** Whether the fixes together remove as many findings of the rule, and lead to no other one that was not hidden. */
function doHelpTogether(
  context: LintContext,
  document: Document,
  rule: string,
  edits: readonly Edit[],
  fixes: readonly PrintedFix[],
): boolean {
  const scope = scopeOf(context, document, undefined);
  const before = lintPart(context, document, scope);
  if (!context.budget.spend(lintCostOf(document, configsIn(document, scope), before.length))) return false;
  const after = lintPart(context, context.reread(applyEdits(document.text, edits), document), scope);
  const countKind = (findings: readonly Finding[]): number => findings.filter((each) => each.rule === rule).length;
  const revealed = new Set(fixes.flatMap(({ reveals = [] }) => reveals));
  return (
    countKind(after) <= countKind(before) - fixes.length &&
    listIntroducedRules(before, after).every((each) => revealed.has(each))
  );
}
