import type { Catalog } from '../catalog/catalog';
import type { Config, Span } from '../config';
import { applyEdits, type Edit, followedBy } from '../edit';
import type { Judge } from '../rules';
import type { Finding } from '../rules/rule';
import { findingsIn } from './diagnostics';
import type { Document } from './document';
import { findingsAt, type PrintedFix, printFixes, type Reread } from './fixes';

/** The errors of one command that are repaired together: more are looked at one by one. */
const MOST_ERRORS = 6;

/** What a finding offers: where its command has several errors, first what repairs all of them, then its own fixes. */
export function quickFixes(
  catalog: Catalog,
  judge: Judge,
  document: Document,
  config: Config | undefined,
  finding: Finding,
  reread: Reread,
): PrintedFix[] {
  const own = printFixes(catalog, judge, document, config, finding, reread);
  // What is wrong with a run in two texts is repaired where it stands, one thing at a time.
  const isAlone = config && !document.joins.has(config);
  const all = isAlone && finding.severity === 'error' ? repairOf(catalog, judge, document, config, reread) : undefined;
  return all ? [{ ...all, safe: false, finding, all: true }, ...own] : own;
}

/** The quick fixes of all findings that touch a span. */
export const quickFixesAt = (
  catalog: Catalog,
  judge: Judge,
  document: Document,
  span: Span,
  reread: Reread,
): PrintedFix[] =>
  findingsAt(catalog, judge, document, span).flatMap(({ config, finding }) =>
    quickFixes(catalog, judge, document, config, finding, reread),
  );

export interface Repair {
  title: string;
  edits: Edit[];
}

/** The repair of a command is the same for each of its errors, and worked out once. */
function repairOf(
  catalog: Catalog,
  judge: Judge,
  document: Document,
  config: Config,
  reread: Reread,
): Repair | undefined {
  const memory = document.memory.get(config);
  if (memory && memory.repair === undefined)
    memory.repair = repairAll(catalog, judge, document, config, reread) ?? null;
  return memory?.repair ?? undefined;
}

/**
 * The likeliest fix of the first error, then of the first that is left, until there is none. Nothing is offered where
 * that does not come to an end, nor for a single error, which has fixes of its own.
 */
function repairAll(
  catalog: Catalog,
  judge: Judge,
  document: Document,
  config: Config,
  reread: Reread,
): Repair | undefined {
  const at = document.reading.configs.indexOf(config);
  const errorsOf = (each: Document): Finding[] => {
    const same = each.reading.configs[at];
    return same ? findingsIn(catalog, judge, each, same).filter(({ severity }) => severity === 'error') : [];
  };
  const count = errorsOf(document).length;
  if (count < 2 || count > MOST_ERRORS) return undefined;
  const titles: string[] = [];
  let edits: Edit[] = [];
  let now = document;
  for (let left = errorsOf(now); left.length > 0; left = errorsOf(now)) {
    const same = now.reading.configs[at];
    const fix = same && firstFix(left, (finding) => printFixes(catalog, judge, now, same, finding, reread));
    if (!fix || titles.length === count) return undefined;
    titles.push(fix.title);
    edits = followedBy(edits, fix.edits);
    now = reread(applyEdits(now.text, fix.edits), now);
  }
  return { title: `Repair all ${count} errors: ${inShort(titles)}`, edits };
}

/** A menu shows some eighty characters: what does not fit is counted. */
function inShort(titles: readonly string[]): string {
  const fits = titles.filter((_, index) => titles.slice(0, index + 1).join('; ').length <= 64);
  const shown = fits.length > 0 ? fits : titles.slice(0, 1);
  const more = titles.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

/** The first fix that changes this text only, of the first finding that has one. */
function firstFix(findings: readonly Finding[], fixesOf: (finding: Finding) => PrintedFix[]): PrintedFix | undefined {
  for (const finding of findings) {
    const fix = fixesOf(finding).find(({ edits }) => edits.length > 0 && edits.every((edit) => edit.in === undefined));
    if (fix) return fix;
  }
  return undefined;
}
