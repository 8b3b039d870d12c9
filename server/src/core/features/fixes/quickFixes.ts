import type { Config, Span } from '../../config/config';
import { applyEdits, composeEdits, type Edit } from '../../config/edit';
import type { CombinedFix, Document } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { lintConfig } from '../diagnostics';
import { recordCosts } from './budget';
import { findFindings } from './findFindings';
import { listIntroducedRules } from './fixEffect';
import type { LintContext } from './lintScope';
import type { PrintedFix } from './printedFix';
import { type FixOutcome, printFixes, tryFixes } from './tryFixes';

/** Errors of one command that are fixed together. With more, each is fixed on its own. */
const MAX_ERRORS = 6;

/** Hidden errors that may be uncovered while fixing those of a command. */
const MAX_UNCOVERED_ERRORS = 2;

/** Lists the fix of all errors of a finding's command, where its own fixes do not suffice, and then its own fixes. */
export function listQuickFixes(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] {
  const ownFixes = printFixes(context, document, config, finding);
  // The errors of a run in two texts are fixed one at a time, each in its own text.
  const hasOneText = config && !document.joins.has(config);
  if (!hasOneText || finding.severity !== 'error') return ownFixes;
  const isOnlyError = findErrors(context, document, config).length === 1;
  const combinedFix = isOnlyError && ownFixes.length > 0 ? undefined : combinedFixOf(context, document, config);
  return combinedFix ? [{ ...combinedFix, safe: false, finding, fixesAllErrors: true }, ...ownFixes] : ownFixes;
}

/** Suggests the quick fixes of all findings that touch a span. */
export function suggestQuickFixes(context: LintContext, document: Document, span: Span): PrintedFix[] {
  return findFindings(context, document, span).flatMap(({ config, finding }) =>
    listQuickFixes(context, document, config, finding),
  );
}

/**
 * Returns the fix of all errors of a command, cached because it is the same for each of them. A fix that an earlier answer
 * has found costs what its search did, so that no answer depends on earlier ones.
 */
function combinedFixOf(context: LintContext, document: Document, config: Config): CombinedFix | undefined {
  const cached = document.cache.get(config);
  if (!cached) return undefined;
  const { budget } = context;
  if (cached.combinedFix && budget.spendAll(cached.combinedFix.costs)) return cached.combinedFix.fix;
  const costs: number[] = [];
  const fix = fixAllErrors({ ...context, budget: recordCosts(budget, costs) }, document, config);
  // A search that spent its budget may have been cut short, and is kept for no other finding or answer.
  if (budget.isLeft()) {
    cached.combinedFix = { fix, costs };
    budget.markSpent(costs);
  }
  return fix;
}

/**
 * Fixes the errors of a command step by step: the likeliest fix of the first error, then of the first one left.
 * Returns undefined where that does not end, and for a single error whose likeliest fix suffices.
 */
function fixAllErrors(context: LintContext, document: Document, config: Config): CombinedFix | undefined {
  const count = findErrors(context, document, config).length;
  if (count === 0 || count > MAX_ERRORS) return undefined;
  const steps =
    fixStepwise(context, document, config, count, findLikeliest) ??
    fixStepwise(context, document, config, count, findHelpful);
  if (!steps || (count === 1 && steps.titles.length === 1)) return undefined;
  const prefix = count > 1 ? `Fix all ${count} errors in this command: ` : '';
  return { title: prefix + joinTitles(steps.titles, MAX_TITLE_LENGTH - prefix.length), edits: steps.edits };
}

const findErrors = ({ catalog, lint }: LintContext, document: Document, config: Config): Finding[] =>
  lintConfig(catalog, lint, document, config).filter(({ severity }) => severity === 'error');

/** Fixes one error after the other, each in the text that the previous fix leaves. `choose` selects among the fixes. */
function fixStepwise(
  context: LintContext,
  document: Document,
  config: Config,
  count: number,
  choose: (outcomes: readonly FixOutcome[]) => FixOutcome | undefined,
): { titles: string[]; edits: Edit[] } | undefined {
  const configIndex = document.reading.configs.indexOf(config);
  const before = lintConfig(context.catalog, context.lint, document, config);
  const revealed = new Set<string>();
  const titles: string[] = [];
  const fixedErrors = new Set<string>();
  let edits: Edit[] = [];
  let current = document;
  for (;;) {
    const currentConfig = current.reading.configs[configIndex];
    if (!currentConfig) return undefined;
    const errors = findErrors(context, current, currentConfig);
    if (errors.length === 0) {
      const after = lintConfig(context.catalog, context.lint, current, currentConfig);
      return listIntroducedRules(before, after).every((rule) => revealed.has(rule)) ? { titles, edits } : undefined;
    }
    const fix = findNextFix(context, current, currentConfig, errors, choose);
    const key = fix && fix.finding.rule + fix.finding.message;
    if (!key || fixedErrors.has(key) || titles.length === count + MAX_UNCOVERED_ERRORS) return undefined;
    fixedErrors.add(key);
    titles.push(fix.title);
    for (const rule of fix.reveals ?? []) revealed.add(rule);
    edits = composeEdits(edits, fix.edits);
    current = context.reread(applyEdits(current.text, fix.edits), current);
  }
}

const findHelpful = (outcomes: readonly FixOutcome[]): FixOutcome | undefined => outcomes.find(({ helps }) => helps);
const findLikeliest = (outcomes: readonly FixOutcome[]): FixOutcome | undefined =>
  outcomes.find(({ helps, uncovers }) => helps || uncovers);

/** Characters of a title that a menu shows, roughly. Steps beyond that are only counted. */
const MAX_TITLE_LENGTH = 86;

function joinTitles(titles: readonly string[], maxLength: number): string {
  const fittingTitles = titles.filter((_, index) => titles.slice(0, index + 1).join('; ').length <= maxLength);
  const shownTitles = fittingTitles.length > 0 ? fittingTitles : titles.slice(0, 1);
  const hiddenCount = titles.length - shownTitles.length;
  return `${shownTitles.join('; ')}${hiddenCount > 0 ? `; ${hiddenCount} more` : ''}`;
}

/** Finds the chosen fix of the first error that has one, among fixes that change this text only. */
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
