import type { Catalog } from '../catalog/catalog';
import { applyEdits, type Edit, followedBy } from '../edit';
import type { Judge } from '../rules';
import type { Finding } from '../rules/rule';
import { allFindings, findingsIn } from './diagnostics';
import type { Document } from './document';
import { type PrintedFix, printFixes, type Reread } from './fixes';

/** All safe fixes of a text as one list of edits, and how many findings they repair. */
export interface FixedAll {
  edits: Edit[];
  count: number;
}

/** One fix may uncover the next; after so many rounds something goes in circles. */
const MOST_ROUNDS = 10;

/**
 * Applies every fix that needs no look, round after round, as long as there are some. In a round each fix is judged
 * together with those before it, so that two that are good alone and bad together never meet.
 */
export function fixAll(catalog: Catalog, judge: Judge, document: Document, reread: Reread): FixedAll {
  let edits: Edit[] = [];
  let count = 0;
  let now = document;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const fixes = safeFixes(catalog, judge, now, reread);
    const applied = applicable(catalog, judge, now, fixes, reread);
    if (applied.length === 0) break;
    const added = applied.flatMap((fix) => fix.edits);
    count += applied.length;
    edits = followedBy(edits, added);
    now = reread(applyEdits(now.text, added), now);
  }
  return { edits, count };
}

/** The first safe fix of each finding, where it changes this text only. */
function safeFixes(catalog: Catalog, judge: Judge, document: Document, reread: Reread): PrintedFix[] {
  return document.reading.configs.flatMap((config) =>
    findingsIn(catalog, judge, document, config)
      .filter((finding) => finding.in === undefined && finding.fixes.some(({ safe }) => safe))
      .flatMap((finding) => {
        const fixes = printFixes(catalog, judge, document, config, finding, reread);
        return fixes.find((fix) => fix.safe && fix.edits.every((edit) => edit.in === undefined)) ?? [];
      }),
  );
}

function applicable(
  catalog: Catalog,
  judge: Judge,
  document: Document,
  fixes: readonly PrintedFix[],
  reread: Reread,
): PrintedFix[] {
  const chosen: PrintedFix[] = [];
  let left = allFindings(catalog, judge, document);
  for (const fix of fixes) {
    const edits = [...chosen, fix].flatMap((each) => each.edits);
    if (overlap(edits)) continue;
    const after = allFindings(catalog, judge, reread(applyEdits(document.text, edits), document));
    if (errors(after) > errors(left) || after.length >= left.length) continue;
    chosen.push(fix);
    left = after;
  }
  return chosen;
}

const errors = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;

/** Edits that touch count as overlapping: what two insertions at one place mean depends on their order. */
function overlap(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted.some(({ span }, index) => span.start <= (sorted[index - 1]?.span.end ?? -1));
}
