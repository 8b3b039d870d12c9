import type { Catalog } from '../../catalog/types';
import type { Config, Span } from '../../config/config';
import { applyEdits, type Edit, followedBy } from '../../config/edit';
import { firstFrom } from '../../config/spanIndex';
import type { Document } from '../../document/document';
import type { Judge } from '../../lint/linter';
import type { Finding } from '../../lint/rule';
import { allFindings, findingsIn } from '../diagnostics';
import { editsFor, type Judging, judgingCost, type PrintedFix, printFixes } from './tryFixes';

/** All safe fixes of a text as one list of edits, and how many findings they repair. */
export interface FixedAll {
  edits: Edit[];
  count: number;
}

/** One fix may uncover the next; after so many rounds something goes in circles. */
const MOST_ROUNDS = 10;

/** How much changed text is read and judged at most, in characters; then what is not applied yet stays as it is. */
const MOST_READ = 20_000_000;

/** Judges texts as they would become, as long as there is anything to spend. */
interface Trials {
  /** The findings of the document with these edits; undefined once nothing is left. */
  findings: (document: Document, edits: readonly Edit[]) => Finding[] | undefined;
  /** The fixes of one finding that help. */
  fixes: (document: Document, config: Config, finding: Finding) => PrintedFix[];
}

/**
 * Applies every fix that needs no look, round after round, as long as there are some. The fixes of a round are judged
 * together, so that two that are good alone and bad together never meet.
 */
export function fixAll(judging: Judging, document: Document): FixedAll {
  const { catalog, judge, reread } = judging;
  const trials = trialsOf(judging);
  let edits: Edit[] = [];
  let count = 0;
  let now = document;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const applied = applicable(now, allFindings(catalog, judge, now), safeFixes(catalog, judge, now), trials);
    if (applied.length === 0) break;
    const added = applied.flatMap((fix) => fix.edits);
    count += applied.length;
    edits = followedBy(edits, added);
    now = reread(applyEdits(now.text, added), now);
  }
  return { edits, count };
}

function trialsOf(judging: Judging): Trials {
  const { catalog, judge, reread } = judging;
  let left = MOST_READ;
  const spend = (document: Document): boolean => {
    if (left <= 0) return false;
    const findings = allFindings(catalog, judge, document).length;
    left -= judgingCost(document, findings);
    return true;
  };
  return {
    findings: (document, edits) =>
      spend(document) ? allFindings(catalog, judge, reread(applyEdits(document.text, edits), document)) : undefined,
    fixes: (document, config, finding) => (spend(document) ? printFixes(judging, document, config, finding) : []),
  };
}

/** A fix that may be applied, before anything was judged, and what it repairs. */
interface Candidate {
  config: Config;
  finding: Finding;
  edits: Edit[];
}

/** The first safe fix of each finding that changes this text only. */
function safeFixes(catalog: Catalog, judge: Judge, document: Document): Candidate[] {
  return document.reading.configs.flatMap((config) =>
    findingsIn(catalog, judge, document, config)
      .filter((finding) => finding.in === undefined)
      .flatMap((finding): Candidate[] => {
        const changes = finding.fixes.find(({ safe }) => safe)?.changes;
        const edits = changes ? editsFor(document, config, changes) : [];
        return edits.length > 0 && edits.every((edit) => edit.in === undefined) ? [{ config, finding, edits }] : [];
      }),
  );
}

/**
 * The fixes that help together. All of them are tried at once; where that is no good, one half and then the other, down
 * to single ones. So a long list of good fixes costs no more than one.
 */
function applicable(document: Document, findings: readonly Finding[], all: readonly Candidate[], trials: Trials) {
  let chosen: readonly { edits: Edit[] }[] = [];
  let taken: readonly Span[] = [];
  let left = findings;
  const take = (fixes: readonly { edits: Edit[] }[]): boolean => {
    const spans = spansOf(fixes);
    if (spans.some((span, index) => clash(spans[index - 1], span) || meets(taken, span))) return false;
    const together = [...chosen, ...fixes];
    const after = trials.findings(
      document,
      together.flatMap((each) => each.edits),
    );
    if (!after || errors(after) > errors(left) || after.length > left.length - fixes.length) return false;
    chosen = together;
    taken = spansOf(together);
    left = after;
    return true;
  };
  const attempt = (fixes: readonly Candidate[]): void => {
    const [only] = fixes;
    if (!only || take(fixes)) return;
    if (fixes.length > 1) {
      const middle = fixes.length >> 1;
      attempt(fixes.slice(0, middle));
      attempt(fixes.slice(middle));
      return;
    }
    // Another safe fix of the same finding may do what the first one does not.
    if (only.finding.fixes.filter(({ safe }) => safe).length === 1) return;
    const other = trials
      .fixes(document, only.config, only.finding)
      .find((fix) => fix.safe && fix.edits.every((edit) => edit.in === undefined));
    if (other && JSON.stringify(other.edits) !== JSON.stringify(only.edits)) take([other]);
  };
  attempt(all);
  return chosen;
}

const errors = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;

const inOrder = (a: Span, b: Span): number => a.start - b.start || a.end - b.end;

const spansOf = (fixes: readonly { edits: readonly Edit[] }[]): Span[] =>
  fixes.flatMap(({ edits }) => edits.map(({ span }) => span)).sort(inOrder);

const isInsertion = ({ start, end }: Span): boolean => start === end;

/** Whether two spans in order overlap. Where an insertion touches another edit, what both mean depends on their order. */
const clash = (before: Span | undefined, behind: Span | undefined): boolean =>
  before !== undefined &&
  behind !== undefined &&
  (behind.start < before.end || (behind.start === before.end && (isInsertion(before) || isInsertion(behind))));

/** Whether a span overlaps one of those that are sorted and do not overlap each other. */
function meets(sorted: readonly Span[], span: Span): boolean {
  const at = firstFrom(sorted, (each) => inOrder(each, span) < 0);
  return clash(sorted[at - 1], span) || clash(span, sorted[at]);
}
