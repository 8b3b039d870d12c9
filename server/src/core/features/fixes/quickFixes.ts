import type { Config, Span } from '../../config/config';
import { applyEdits, type Edit, followedBy } from '../../config/edit';
import type { Document, Repair } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { allFindings, findingsIn } from '../diagnostics';
import { findingsAt, type Judging, judgingCost, type PrintedFix, printFixes, type Tried, tryFixes } from './tryFixes';

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
export function quickFixesAt(judging: Judging, document: Document, span: Span): PrintedFix[] {
  const { catalog, judge } = judging;
  let left = MOST_READ;
  let inText: number | undefined;
  return findingsAt(judging, document, span).flatMap(({ config, finding }) => {
    if (left <= 0) return [];
    // What is wrong with the text as a whole is judged with all that stands in it.
    if (!config) inText ??= allFindings(catalog, judge, document).length;
    const findings = config ? findingsIn(catalog, judge, document, config).length : (inText ?? 0);
    left -= judgingCost(document, findings) * Math.max(1, finding.fixes.length);
    return quickFixes(judging, document, config, finding);
  });
}

/** How much changed text is read and judged for one menu, in characters; the findings in front come first. */
const MOST_READ = 2_000_000;

/** The repair of a command is the same for each of its errors, and worked out once. */
function repairOf(judging: Judging, document: Document, config: Config): Repair | undefined {
  const memory = document.memory.get(config);
  if (memory && memory.repair === undefined) memory.repair = repairAll(judging, document, config) ?? null;
  return memory?.repair ?? undefined;
}

/**
 * The likeliest fix of the first error, then of the first that is left, until there is none. Nothing is offered where
 * that does not come to an end, nor for a single error whose likeliest fix is enough.
 */
function repairAll(judging: Judging, document: Document, config: Config): Repair | undefined {
  const count = errorsOf(judging, document, config).length;
  if (count === 0 || count > MOST_ERRORS) return undefined;
  const steps =
    repairedBy(judging, document, config, count, likeliest) ?? repairedBy(judging, document, config, count, helping);
  if (!steps || (count === 1 && steps.titles.length === 1)) return undefined;
  const said = count > 1 ? `Repair all ${count} errors: ` : '';
  return { title: said + inShort(steps.titles, MOST_SHOWN - said.length), edits: steps.edits };
}

const errorsOf = ({ catalog, judge }: Judging, document: Document, config: Config): Finding[] =>
  findingsIn(catalog, judge, document, config).filter(({ severity }) => severity === 'error');

/** Goes from text to text, repairing one error after the other as `choose` says. */
function repairedBy(
  judging: Judging,
  document: Document,
  config: Config,
  count: number,
  choose: (tried: readonly Tried[]) => Tried | undefined,
): { titles: string[]; edits: Edit[] } | undefined {
  const at = document.reading.configs.indexOf(config);
  const titles: string[] = [];
  const repaired = new Set<string>();
  let edits: Edit[] = [];
  let now = document;
  for (;;) {
    const same = now.reading.configs[at];
    const left = same && errorsOf(judging, now, same);
    if (!left) return undefined;
    if (left.length === 0) return { titles, edits };
    const fix = nextFix(judging, now, same, left, choose);
    const key = fix && fix.finding.rule + fix.finding.message;
    if (!key || repaired.has(key) || titles.length === count + MOST_UNCOVERED) return undefined;
    repaired.add(key);
    titles.push(fix.title);
    edits = followedBy(edits, fix.edits);
    now = judging.reread(applyEdits(now.text, fix.edits), now);
  }
}

const helping = (tried: readonly Tried[]): Tried | undefined => tried.find(({ helps }) => helps);
const likeliest = (tried: readonly Tried[]): Tried | undefined =>
  tried.find(({ helps, uncovers }) => helps || uncovers);

/** A menu shows some eighty characters: what does not fit is counted. */
const MOST_SHOWN = 86;

function inShort(titles: readonly string[], room: number): string {
  const fits = titles.filter((_, index) => titles.slice(0, index + 1).join('; ').length <= room);
  const shown = fits.length > 0 ? fits : titles.slice(0, 1);
  const more = titles.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

/** The chosen fix of the first error that has one, among those that change this text only. */
function nextFix(
  judging: Judging,
  document: Document,
  config: Config,
  errors: readonly Finding[],
  choose: (tried: readonly Tried[]) => Tried | undefined,
): PrintedFix | undefined {
  for (const finding of errors) {
    const tried = tryFixes(judging, document, config, finding).filter(
      ({ fix: { edits } }) => edits.length > 0 && edits.every((edit) => edit.in === undefined),
    );
    const chosen = choose(tried);
    if (chosen) return chosen.fix;
  }
  return undefined;
}
