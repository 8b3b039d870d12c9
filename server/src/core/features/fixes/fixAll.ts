import type { Config, Span } from '../../config/config';
import { applyEdits, composeEdits, type Edit } from '../../config/edit';
import { lowerBound } from '../../config/spanIndex';
import type { Document } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { lintConfig } from '../diagnostics';
import { lintCostOf } from './budget';
import { listIntroducedRules } from './fixEffect';
import { configsIn, type LintContext, lintPart, scopeOf } from './lintScope';
import { printEdits } from './printEdits';
import { printFixes } from './tryFixes';

/** All safe fixes of a text as one list of edits. */
export interface FixAllResult {
  edits: Edit[];
  /** Number of findings that the edits fix. */
  count: number;
}

/** Limit on rounds. One fix may uncover the next, but after this many rounds the fixes must be circular. */
const MAX_ROUNDS = 10;

/**
 * Applies every safe fix, round after round, until there is none or the budget is spent. The fixes of a round are tried
 * together, so that two fixes that only help on their own are never combined.
 */
export function fixAll(context: LintContext, document: Document): FixAllResult {
  let edits: Edit[] = [];
  let count = 0;
  let current = document;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const accepted = findApplicable(context, current);
    if (accepted.fixes.length === 0) break;
    count += accepted.fixes.length;
    edits = composeEdits(
      edits,
      accepted.fixes.flatMap((fix) => fix.edits),
    );
    current = accepted.document;
  }
  return { edits, count };
}

/** A fix that has not been tried yet, and its finding. */
interface Candidate {
  config: Config;
  finding: Finding;
  edits: Edit[];
}

/** Lists the first safe fix of each finding of some commands, where it changes this text only. */
function listSafeFixes({ catalog, lint }: LintContext, document: Document, configs: readonly Config[]): Candidate[] {
  return configs.flatMap((config) =>
    lintConfig(catalog, lint, document, config)
      .filter((finding) => finding.in === undefined)
      .flatMap((finding): Candidate[] => {
        const changes = finding.fixes.find(({ safe }) => safe)?.changes;
        const edits = changes ? printEdits(document, config, changes) : [];
        return edits.length > 0 && edits.every((edit) => edit.in === undefined) ? [{ config, finding, edits }] : [];
      }),
  );
}

/** Fixes that help together, and the document with them applied. */
interface Accepted {
  fixes: readonly { edits: Edit[] }[];
  document: Document;
}

/**
 * Finds the fixes that help together. All are tried at once; where that fails, one half and then the other, down to
 * single fixes. A long list of good fixes thus costs no more than one.
 */
function findApplicable(context: LintContext, document: Document): Accepted {
  const { reread, budget } = context;
  const scope = scopeOf(context, document, undefined);
  let findingsLeft = lintPart(context, document, scope);
  const trialCost = lintCostOf(document, configsIn(document, scope), findingsLeft.length);
  let chosen: Accepted = { fixes: [], document };
  let chosenSpans: readonly Span[] = [];
  const tryTogether = (fixes: readonly { edits: Edit[] }[]): boolean => {
    const spans = sortedSpansOf(fixes);
    if (spans.some((span, index) => doOverlap(spans[index - 1], span) || overlapsAny(chosenSpans, span))) return false;
    if (!budget.spend(trialCost)) return false;
    const combined = [...chosen.fixes, ...fixes];
    const edits = combined.flatMap((each) => each.edits);
    const changed = reread(applyEdits(document.text, edits), document);
    const after = lintPart(context, changed, scope);
    const isWorse = listIntroducedRules(findingsLeft, after).length > 0;
    if (isWorse || after.length > findingsLeft.length - fixes.length) return false;
    chosen = { fixes: combined, document: changed };
    chosenSpans = sortedSpansOf(combined);
    findingsLeft = after;
    return true;
  };
  const attempt = (fixes: readonly Candidate[]): void => {
    const [single] = fixes;
    if (!single || !budget.isLeft() || tryTogether(fixes)) return;
    if (fixes.length > 1) {
      const middle = fixes.length >> 1;
      attempt(fixes.slice(0, middle));
      attempt(fixes.slice(middle));
      return;
    }
    // Another safe fix of the same finding may help where the first one does not.
    if (single.finding.fixes.filter(({ safe }) => safe).length === 1) return;
    const other = printFixes(context, document, single.config, single.finding).find(
      (fix) => fix.safe && fix.edits.every((edit) => edit.in === undefined),
    );
    if (other && JSON.stringify(other.edits) !== JSON.stringify(single.edits)) tryTogether([other]);
  };
  const candidates = listSafeFixes(context, document, configsIn(document, scope));
  const repaired = repairText(context, document, candidates);
  if (repaired) return repaired;
  attempt(candidates.filter(({ finding }) => !finding.isStructural));
  return chosen;
}

/**
 * Repairs text that is broken before anything else, since the findings of a command are only known once all of its text
 * is read. Returns undefined if there is nothing to repair.
 */
function repairText(context: LintContext, document: Document, candidates: readonly Candidate[]): Accepted | undefined {
  const fixes: Candidate[] = [];
  let spans: readonly Span[] = [];
  for (const candidate of candidates) {
    const own = sortedSpansOf([candidate]);
    if (!candidate.finding.isStructural || own.some((span) => overlapsAny(spans, span))) continue;
    fixes.push(candidate);
    spans = sortedSpansOf(fixes);
  }
  if (fixes.length === 0) return undefined;
  const repaired = context.reread(
    applyEdits(
      document.text,
      fixes.flatMap(({ edits }) => edits),
    ),
    document,
  );
  const countBroken = (version: Document): number =>
    lintPart(context, version, scopeOf(context, version, undefined)).filter(({ isStructural }) => isStructural).length;
  return countBroken(repaired) < countBroken(document) ? { fixes, document: repaired } : undefined;
}

const compareSpans = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

export const sortedSpansOf = (fixes: readonly { edits: readonly Edit[] }[]): Span[] =>
  fixes.flatMap(({ edits }) => edits.map(({ span }) => span)).sort(compareSpans);

const isInsertion = ({ start, end }: Span): boolean => start === end;

/** Whether two sorted spans overlap, or touch where one is an insertion, since then the result depends on their order. */
const doOverlap = (before: Span | undefined, after: Span | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  (after.start < before.end || (after.start === before.end && (isInsertion(before) || isInsertion(after))));

/** Whether a span overlaps one of a sorted list of spans that do not overlap each other. */
export function overlapsAny(sorted: readonly Span[], span: Span): boolean {
  const index = lowerBound(sorted, (each) => compareSpans(each, span) < 0);
  return doOverlap(sorted[index - 1], span) || doOverlap(span, sorted[index]);
}
