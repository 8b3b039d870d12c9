import type { Catalog } from '../../catalog/types';
import type { Config, Span } from '../../config/config';
import { applyEdits, composeEdits, type Edit } from '../../config/edit';
import { lowerBound } from '../../config/spanIndex';
import type { Document } from '../../document/document';
import type { Linter } from '../../lint/linter';
import type { Finding } from '../../lint/rule';
import { lintConfig, lintDocument } from '../diagnostics';
import { countErrors, type LintContext, lintCostOf, type PrintedFix, printEdits, printFixes } from './tryFixes';

/** All safe fixes of a text as one list of edits. */
export interface FixAllResult {
  edits: Edit[];
  /** Number of findings that the edits fix. */
  count: number;
}

/** Limit on rounds. One fix may uncover the next, but after this many rounds the fixes must be circular. */
const MAX_ROUNDS = 10;

/** Limit on the changed text that is read and linted, in characters. Fixes beyond it are not applied. */
const MAX_READ_LENGTH = 20_000_000;

/** Tries edits within a budget of text to read. */
interface Trials {
  /** Lints the document with these edits. Returns undefined once the budget is spent. */
  lintEdited: (document: Document, edits: readonly Edit[]) => Finding[] | undefined;
  /** Lists the fixes of one finding that help, none once the budget is spent. */
  listFixes: (document: Document, config: Config, finding: Finding) => PrintedFix[];
}

/**
 * Applies every safe fix, round after round, until there is none. The fixes of a round are tried together, so that two
 * fixes that only help on their own are never combined.
 */
export function fixAll(context: LintContext, document: Document): FixAllResult {
  const { catalog, lint, reread } = context;
  const trials = createTrials(context);
  let edits: Edit[] = [];
  let count = 0;
  let current = document;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const acceptedFixes = findApplicable(
      current,
      lintDocument(catalog, lint, current),
      listSafeFixes(catalog, lint, current),
      trials,
    );
    if (acceptedFixes.length === 0) break;
    const added = acceptedFixes.flatMap((fix) => fix.edits);
    count += acceptedFixes.length;
    edits = composeEdits(edits, added);
    current = reread(applyEdits(current.text, added), current);
  }
  return { edits, count };
}

function createTrials(context: LintContext): Trials {
  const { catalog, lint, reread } = context;
  let budget = MAX_READ_LENGTH;
  const spend = (document: Document): boolean => {
    if (budget <= 0) return false;
    const findings = lintDocument(catalog, lint, document).length;
    budget -= lintCostOf(document, findings);
    return true;
  };
  return {
    lintEdited: (document, edits) =>
      spend(document) ? lintDocument(catalog, lint, reread(applyEdits(document.text, edits), document)) : undefined,
    listFixes: (document, config, finding) => (spend(document) ? printFixes(context, document, config, finding) : []),
  };
}

/** A fix that has not been tried yet, and its finding. */
interface Candidate {
  config: Config;
  finding: Finding;
  edits: Edit[];
}

/** Lists the first safe fix of each finding, where it changes this text only. */
function listSafeFixes(catalog: Catalog, lint: Linter, document: Document): Candidate[] {
  return document.reading.configs.flatMap((config) =>
    lintConfig(catalog, lint, document, config)
      .filter((finding) => finding.in === undefined)
      .flatMap((finding): Candidate[] => {
        const changes = finding.fixes.find(({ safe }) => safe)?.changes;
        const edits = changes ? printEdits(document, config, changes) : [];
        return edits.length > 0 && edits.every((edit) => edit.in === undefined) ? [{ config, finding, edits }] : [];
      }),
  );
}

/**
 * Finds the fixes that help together. All are tried at once; where that fails, one half and then the other, down to
 * single fixes. A long list of good fixes thus costs no more than one.
 */
function findApplicable(
  document: Document,
  findings: readonly Finding[],
  candidates: readonly Candidate[],
  trials: Trials,
) {
  let chosen: readonly { edits: Edit[] }[] = [];
  let chosenSpans: readonly Span[] = [];
  let findingsLeft = findings;
  const tryTogether = (fixes: readonly { edits: Edit[] }[]): boolean => {
    const spans = sortedSpansOf(fixes);
    if (spans.some((span, index) => doOverlap(spans[index - 1], span) || overlapsAny(chosenSpans, span))) return false;
    const combined = [...chosen, ...fixes];
    const after = trials.lintEdited(
      document,
      combined.flatMap((each) => each.edits),
    );
    if (!after || countErrors(after) > countErrors(findingsLeft) || after.length > findingsLeft.length - fixes.length)
      return false;
    chosen = combined;
    chosenSpans = sortedSpansOf(combined);
    findingsLeft = after;
    return true;
  };
  const attempt = (fixes: readonly Candidate[]): void => {
    const [single] = fixes;
    if (!single || tryTogether(fixes)) return;
    if (fixes.length > 1) {
      const middle = fixes.length >> 1;
      attempt(fixes.slice(0, middle));
      attempt(fixes.slice(middle));
      return;
    }
    // Another safe fix of the same finding may help where the first one does not.
    if (single.finding.fixes.filter(({ safe }) => safe).length === 1) return;
    const other = trials
      .listFixes(document, single.config, single.finding)
      .find((fix) => fix.safe && fix.edits.every((edit) => edit.in === undefined));
    if (other && JSON.stringify(other.edits) !== JSON.stringify(single.edits)) tryTogether([other]);
  };
  attempt(candidates);
  return chosen;
}

const compareSpans = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const sortedSpansOf = (fixes: readonly { edits: readonly Edit[] }[]): Span[] =>
  fixes.flatMap(({ edits }) => edits.map(({ span }) => span)).sort(compareSpans);

const isInsertion = ({ start, end }: Span): boolean => start === end;

/** Whether two sorted spans overlap, or touch where one is an insertion, since then the result depends on their order. */
const doOverlap = (before: Span | undefined, after: Span | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  (after.start < before.end || (after.start === before.end && (isInsertion(before) || isInsertion(after))));

/** Whether a span overlaps one of a sorted list of spans that do not overlap each other. */
function overlapsAny(sorted: readonly Span[], span: Span): boolean {
  const index = lowerBound(sorted, (each) => compareSpans(each, span) < 0);
  return doOverlap(sorted[index - 1], span) || doOverlap(span, sorted[index]);
}
