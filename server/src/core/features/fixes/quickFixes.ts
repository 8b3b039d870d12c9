import type { Config, Span } from '../../config/config';
import { applyEdits, composeEdits, type Edit } from '../../config/edit';
import type { CombinedFix, Document } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { lintConfig, lintDocument } from '../diagnostics';
import {
  type FixOutcome,
  findFindings,
  type LintContext,
  lintCostOf,
  type PrintedFix,
  printFixes,
  tryFixes,
} from './tryFixes';

/** The errors of one command that are repaired together: more are looked at one by one. */
const MAX_ERRORS = 6;

/** How many mistakes may come to light on the way. */
const MAX_UNCOVERED_ERRORS = 2;

/** What a finding offers: first what repairs all errors of its command, where no fix of its own does, then its own fixes. */
export function listQuickFixes(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] {
  const ownFixes = printFixes(context, document, config, finding);
  // What is wrong with a run in two texts is repaired where it stands, one thing at a time.
  const hasOneText = config && !document.joins.has(config);
  const combinedFix = hasOneText && finding.severity === 'error' ? combinedFixOf(context, document, config) : undefined;
  return combinedFix ? [{ ...combinedFix, safe: false, finding, fixesAllErrors: true }, ...ownFixes] : ownFixes;
}

/** The quick fixes of all findings that touch a span. */
export function suggestQuickFixes(context: LintContext, document: Document, span: Span): PrintedFix[] {
  const { catalog, lint } = context;
  let budget = MAX_READ_LENGTH;
  let documentFindings: number | undefined;
  return findFindings(context, document, span).flatMap(({ config, finding }) => {
    if (budget <= 0) return [];
    // What is wrong with the text as a whole is judged with all that stands in it.
    if (!config) documentFindings ??= lintDocument(catalog, lint, document).length;
    const findings = config ? lintConfig(catalog, lint, document, config).length : (documentFindings ?? 0);
    budget -= lintCostOf(document, findings) * Math.max(1, finding.fixes.length);
    return listQuickFixes(context, document, config, finding);
  });
}

/** How much changed text is read and judged for one menu, in characters; the findings in front come first. */
const MAX_READ_LENGTH = 2_000_000;

/** The repair of a command is the same for each of its errors, and worked out once. */
function combinedFixOf(context: LintContext, document: Document, config: Config): CombinedFix | undefined {
  const cached = document.cache.get(config);
  if (cached && cached.combinedFix === undefined) cached.combinedFix = fixAllErrors(context, document, config) ?? null;
  return cached?.combinedFix ?? undefined;
}

/**
 * The likeliest fix of the first error, then of the first that is left, until there is none. Nothing is offered where
 * that does not come to an end, nor for a single error whose likeliest fix is enough.
 */
function fixAllErrors(context: LintContext, document: Document, config: Config): CombinedFix | undefined {
  const count = findErrors(context, document, config).length;
  if (count === 0 || count > MAX_ERRORS) return undefined;
  const steps =
    fixStepwise(context, document, config, count, findLikeliest) ??
    fixStepwise(context, document, config, count, findHelpful);
  if (!steps || (count === 1 && steps.titles.length === 1)) return undefined;
  const prefix = count > 1 ? `Repair all ${count} errors: ` : '';
  return { title: prefix + joinTitles(steps.titles, MAX_TITLE_LENGTH - prefix.length), edits: steps.edits };
}

const findErrors = ({ catalog, lint }: LintContext, document: Document, config: Config): Finding[] =>
  lintConfig(catalog, lint, document, config).filter(({ severity }) => severity === 'error');

/** Goes from text to text, repairing one error after the other as `choose` says. */
function fixStepwise(
  context: LintContext,
  document: Document,
  config: Config,
  count: number,
  choose: (outcomes: readonly FixOutcome[]) => FixOutcome | undefined,
): { titles: string[]; edits: Edit[] } | undefined {
  const configIndex = document.reading.configs.indexOf(config);
  const titles: string[] = [];
  const fixedErrors = new Set<string>();
  let edits: Edit[] = [];
  let current = document;
  for (;;) {
    const currentConfig = current.reading.configs[configIndex];
    const errors = currentConfig && findErrors(context, current, currentConfig);
    if (!errors) return undefined;
    if (errors.length === 0) return { titles, edits };
    const fix = findNextFix(context, current, currentConfig, errors, choose);
    const key = fix && fix.finding.rule + fix.finding.message;
    if (!key || fixedErrors.has(key) || titles.length === count + MAX_UNCOVERED_ERRORS) return undefined;
    fixedErrors.add(key);
    titles.push(fix.title);
    edits = composeEdits(edits, fix.edits);
    current = context.reread(applyEdits(current.text, fix.edits), current);
  }
}

const findHelpful = (outcomes: readonly FixOutcome[]): FixOutcome | undefined => outcomes.find(({ helps }) => helps);
const findLikeliest = (outcomes: readonly FixOutcome[]): FixOutcome | undefined =>
  outcomes.find(({ helps, uncovers }) => helps || uncovers);

/** A menu shows some eighty characters: what does not fit is counted. */
const MAX_TITLE_LENGTH = 86;

function joinTitles(titles: readonly string[], maxLength: number): string {
  const fits = titles.filter((_, index) => titles.slice(0, index + 1).join('; ').length <= maxLength);
  const shown = fits.length > 0 ? fits : titles.slice(0, 1);
  const more = titles.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

/** The chosen fix of the first error that has one, among those that change this text only. */
function findNextFix(
  context: LintContext,
  document: Document,
  config: Config,
  errors: readonly Finding[],
  choose: (outcomes: readonly FixOutcome[]) => FixOutcome | undefined,
): PrintedFix | undefined {
  for (const finding of errors) {
    const outcomes = tryFixes(context, document, config, finding).filter(
      ({ fix: { edits } }) => edits.length > 0 && edits.every((edit) => edit.in === undefined),
    );
    const chosen = choose(outcomes);
    if (chosen) return chosen.fix;
  }
  return undefined;
}
