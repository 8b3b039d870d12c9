import type { Config, Span } from '../config';
import { applyEdits, type Edit, followedBy } from '../edit';
import type { Finding } from '../rules/rule';
import { findingsIn } from './diagnostics';
import type { Document } from './document';
import { findingsAt, type Judging, type PrintedFix, printFixes, tryFixes } from './fixes';

/** The errors of one command that are repaired together: more are looked at one by one. */
const MOST_ERRORS = 6;

/** How many mistakes may come to light on the way. */
const MOST_UNCOVERED = 2;

/** What a finding offers: first what repairs all errors of its command, where no fix of its own does, then its own fixes. */
export function quickFixes(
  judging: Judging,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] {
  const own = printFixes(judging, document, config, finding);
  // What is wrong with a run in two texts is repaired where it stands, one thing at a time.
  const isAlone = config && !document.joins.has(config);
  const all = isAlone && finding.severity === 'error' ? repairOf(judging, document, config) : undefined;
  return all ? [{ ...all, safe: false, finding, all: true }, ...own] : own;
}

/** The quick fixes of all findings that touch a span. */
export const quickFixesAt = (judging: Judging, document: Document, span: Span): PrintedFix[] =>
  findingsAt(judging, document, span).flatMap(({ config, finding }) => quickFixes(judging, document, config, finding));

export interface Repair {
  title: string;
  edits: Edit[];
}

/** The repair of a command is the same for each of its errors, and worked out once. */
function repairOf(judging: Judging, document: Document, config: Config): Repair | undefined {
  const memory = document.memory.get(config);
  if (memory && memory.repair === undefined) memory.repair = repairAll(judging, document, config) ?? null;
  return memory?.repair ?? undefined;
}

/**
 * The likeliest fix of the first error, then of the first that is left, until there is none. Nothing is offered where
 * that does not come to an end, nor for a single error that has a fix of its own.
 */
function repairAll(judging: Judging, document: Document, config: Config): Repair | undefined {
  const { catalog, judge, reread } = judging;
  const at = document.reading.configs.indexOf(config);
  const errorsOf = (each: Document): Finding[] => {
    const same = each.reading.configs[at];
    return same ? findingsIn(catalog, judge, each, same).filter(({ severity }) => severity === 'error') : [];
  };
  const count = errorsOf(document).length;
  if (count > MOST_ERRORS) return undefined;
  const titles: string[] = [];
  const repaired = new Set<string>();
  let edits: Edit[] = [];
  let now = document;
  for (let left = errorsOf(now); left.length > 0; left = errorsOf(now)) {
    const same = now.reading.configs[at];
    const fix = same && nextFix(judging, now, same, left);
    if (!fix || titles.length === count + MOST_UNCOVERED || repaired.has(fix.finding.rule + fix.finding.message))
      return undefined;
    // A single error with a fix of its own needs no other.
    if (count === 1 && titles.length === 0 && left.length === 1 && fix.helps) return undefined;
    titles.push(fix.title);
    repaired.add(fix.finding.rule + fix.finding.message);
    edits = followedBy(edits, fix.edits);
    now = reread(applyEdits(now.text, fix.edits), now);
  }
  if (titles.length === 0) return undefined;
  return { title: count > 1 ? `Repair all ${count} errors: ${inShort(titles)}` : inShort(titles), edits };
}

/** A menu shows some eighty characters: what does not fit is counted. */
function inShort(titles: readonly string[]): string {
  const fits = titles.filter((_, index) => titles.slice(0, index + 1).join('; ').length <= 64);
  const shown = fits.length > 0 ? fits : titles.slice(0, 1);
  const more = titles.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

/** The first fix that helps and changes this text only, of the first error that has one; else one that uncovers another error. */
function nextFix(
  judging: Judging,
  document: Document,
  config: Config,
  errors: readonly Finding[],
): (PrintedFix & { helps: boolean }) | undefined {
  let uncovering: PrintedFix | undefined;
  for (const finding of errors) {
    const tried = tryFixes(judging, document, config, finding).filter(
      ({ fix: { edits } }) => edits.length > 0 && edits.every((edit) => edit.in === undefined),
    );
    const helping = tried.find(({ helps }) => helps)?.fix;
    if (helping) return { ...helping, helps: true };
    uncovering ??= tried.find(({ uncovers }) => uncovers)?.fix;
  }
  return uncovering && { ...uncovering, helps: false };
}
