import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import type { Span } from '../core/config/config';
import type { ListedFinding } from '../core/document/document';
import type { Service } from '../core/service';
import { FIX_ALL, toCodeAction, toExplainAction, toFindLayoutAction, toFixAll, toSpan } from './convert';
import type { OpenDocument } from './documentStore';
import { REFACTORING_KINDS } from './refactorings';

/** The code action kinds that the server provides. */
export const ACTION_KINDS = [CodeActionKind.QuickFix, FIX_ALL, ...REFACTORING_KINDS];

/** Fixes of the findings in a range, then a suppression and the page of each rule; all safe fixes only if their kind is requested. */
export function provideCodeActions(
  service: Service,
  { document, texts }: OpenDocument,
  params: CodeActionParams,
  runsCommands: boolean,
): CodeAction[] {
  const { only } = params.context;
  const actions: CodeAction[] = [];
  if (!only || only.some((kind) => includesKind(kind, CodeActionKind.QuickFix))) {
    const span = toSpan(texts.own, params.range);
    const { fixes, kindFixes, suppressions } = service.suggestActions(document, span);
    // The preferred fix repairs the mistake at the cursor and nothing out of sight.
    const isFirst = (index: number): boolean =>
      fixes.findIndex(({ finding, fixesAllErrors }) => !fixesAllErrors && finding === fixes[index]?.finding) === index;
    actions.push(...fixes.map((fix, index) => toCodeAction(texts, fix, isFirst(index))));
    actions.push(...kindFixes.map((fix) => toCodeAction(texts, fix, false)));
    if (runsCommands) actions.push(...listSearches(service, { document, texts }, span));
    actions.push(...suppressions.map((fix) => toCodeAction(texts, fix, false)));
    if (runsCommands) actions.push(...listExplanations(service, { document, texts }, span));
  }
  // This is slow on files with many findings, and the list at the cursor is not the usual way to it.
  if (only?.some((kind) => includesKind(kind, FIX_ALL))) {
    const fixed = service.fixAll(document);
    if (fixed.count > 0) actions.push(toFixAll(texts, fixed));
  }
  return actions;
}

/** The search for another layout, at the first finding about memory. */
const listSearches = (service: Service, { document, texts }: OpenDocument, span: Span): CodeAction[] =>
  service
    .findFindings(document, span)
    .filter(({ finding }) => finding.rule.startsWith('mem.'))
    .slice(0, 1)
    .map(({ finding }) => toFindLayoutAction(texts, finding));

/** One action for each rule with a finding at a span, which opens its page. */
function listExplanations(service: Service, { document, texts }: OpenDocument, span: Span): CodeAction[] {
  const found = service.findFindings(document, span);
  const isFirstOfRule = ({ finding: { rule } }: ListedFinding, index: number): boolean =>
    found.findIndex(({ finding }) => finding.rule === rule) === index;
  return found
    .filter(isFirstOfRule)
    .map(({ finding, config }) => toExplainAction(texts, finding, service.releaseOf(document, config)));
}

/** A kind includes all kinds below it: `source` includes `source.fixAll.preflight`. */
const includesKind = (requested: string, kind: string): boolean =>
  requested === CodeActionKind.Empty || requested === kind || kind.startsWith(`${requested}.`);
