import { isContinuation, type Suppression } from '../../comments/suppressions';
import type { Config, Span } from '../../config/config';
import { applyEdits, type Edit } from '../../config/edit';
import { containsOffset, isCommandLine } from '../../config/lookup';
import type { Document } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { endOfLine, indentOf, lineBreakOf, startOfLine, textOfLineAbove } from '../../text/lines';
import { lintCostOf } from './budget';
import { findFindings } from './findFindings';
import { configsIn, type LintContext, lintPart, scopeOf } from './lintScope';
import type { PrintedFix } from './printedFix';

/**
 * Suggests “Ignore this finding” for each rule with a finding at a span: a comment where the syntax allows one. Each is
 * tried, within the budget.
 */
export function suggestSuppressions(context: LintContext, document: Document, span: Span): PrintedFix[] {
  const { reread, budget } = context;
  const findings = findFindings(context, document, span).filter(({ finding }) => finding.rule !== 'ignore.unused');
  const firstOfRules = findings.filter(
    ({ finding }, index) => findings.findIndex((other) => other.finding.rule === finding.rule) === index,
  );
  return firstOfRules.flatMap(({ config, finding }): PrintedFix[] => {
    // A comment may silence or accidentally change the findings of one command, or else all.
    const scope = scopeOf(context, document, config);
    const before = lintPart(context, document, scope);
    const cost = lintCostOf(document, configsIn(document, scope), before.length);
    const isEffective = (edit: Edit): boolean => {
      if (!budget.spend(cost)) return false;
      const after = reread(applyEdits(document.text, [edit]), document);
      if (shapeOf(after) !== shapeOf(document)) return false;
      return isSilenced(finding, before, lintPart(context, after, scope));
    };
    const edit = listCandidates(document, config, finding).find(isEffective);
    return edit ? [{ title: `Ignore this finding (${finding.rule})`, safe: false, finding, edits: [edit] }] : [];
  });
}

/** Counts of a reading that a comment must not change. */
const shapeOf = ({ reading: { configs, problems } }: Document): string =>
  [
    problems.length,
    ...configs.flatMap((config) => [config.flags.length, config.positionals.length, config.problems.length]),
  ].join();

/** Whether at least one finding of the rule is gone and all others are unchanged. */
function isSilenced({ rule }: Finding, before: readonly Finding[], after: readonly Finding[]): boolean {
  const otherFindings = (findings: readonly Finding[]) => findings.filter((each) => each.rule !== rule);
  const othersBefore = otherFindings(before).map((each) => each.rule + each.message);
  const othersAfter = otherFindings(after).map((each) => each.rule + each.message);
  return (
    before.length - othersBefore.length > after.length - othersAfter.length &&
    othersBefore.join() === othersAfter.join()
  );
}

/** Lists possible edits, best first. A command allows no comment between its arguments, so the comment goes above it. */
function listCandidates(document: Document, config: Config | undefined, { rule, span }: Finding): Edit[] {
  const { text, suppressions, syntax } = document;
  const inCommand = config !== undefined && isCommandLine(config) && containsOffset(config.fullSpan, span.start);
  const offset = inCommand ? config.fullSpan.start : span.start;
  const lineStart = findLogicalLineStart(text, offset, syntax.lineContinuation);
  const existing = suppressions
    .findAt(offset)
    .flatMap(({ members }) => members)
    .find(({ ids, isAbove }) => ids.length > 0 && (isAbove || !inCommand));
  if (existing) return [addRuleTo(existing, rule)];
  const comment = `# preflight: ignore[${rule}]`;
  const end = endOfLine(text, span.start);
  const atLineEnd: Edit = { span: { start: end, end }, newText: `  ${comment}` };
  return inCommand
    ? [insertAbove(text, lineStart, comment)]
    : [atLineEnd, insertAbove(text, startOfLine(text, offset), comment)];
}

const addRuleTo = ({ span }: Suppression, rule: string): Edit => ({
  span: { start: span.end - 1, end: span.end - 1 },
  newText: `, ${rule}`,
});

/** Inserts a comment line, or extends the modeline that is already on the line above. */
function insertAbove(text: string, lineStart: number, comment: string): Edit {
  const end = endOfLine(text, startOfLine(text, Math.max(0, lineStart - 1)));
  if (/^\s*#\s*preflight:/.test(textOfLineAbove(text, lineStart))) {
    return { span: { start: end, end }, newText: comment.slice(comment.indexOf('ignore') - 1) };
  }
  return {
    span: { start: lineStart, end: lineStart },
    newText: `${indentOf(text, lineStart)}${comment}${lineBreakOf(text)}`,
  };
}

function findLogicalLineStart(text: string, offset: number, continuation: string | undefined): number {
  let start = startOfLine(text, offset);
  while (start > 0 && isContinuation(text, start, continuation)) start = startOfLine(text, start - 1);
  return start;
}
