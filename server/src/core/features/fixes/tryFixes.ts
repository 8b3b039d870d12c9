import type { Config } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Document } from '../../document/document';
import { getFacts } from '../../document/facts';
import { findNearestValid } from '../../lint/nearestValid';
import type { Finding } from '../../lint/rule';
import { searchCostOf } from './budget';
import { addFollowUps } from './followUps';
import { createHiddenSearch, type TriedFix } from './hiddenFindings';
import type { LintContext } from './lintScope';
import { isLossy, orderFixes } from './lossyFixes';
import { listMemoryFixes } from './memoryFixes';
import type { PrintedFix } from './printedFix';
import { attemptChanges, createTrial, type Trial, type TrialState } from './trial';

/** Prints the fixes of one finding in the style of the file. A fix that does not help is left out. */
export function printFixes(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): PrintedFix[] {
  const { of, fixes } = context.printed;
  const known = of === document ? fixes.get(finding) : undefined;
  if (known) return known;
  const printed = tryFixes(context, document, config, finding).flatMap(({ fix, helps }) => (helps ? [fix] : []));
  if (of === document) fixes.set(finding, printed);
  return printed;
}

/** A fix and its effect on the findings. */
export interface FixOutcome {
  fix: PrintedFix;
  /** The fix removes its finding and leads to no other one, except for findings that were hidden. */
  helps: boolean;
  /** The fix removes its finding and introduces exactly one error, which the finding had hidden. */
  uncovers: boolean;
  /** The fix brings along the fixes of the findings that it leads to. */
  isExtended: boolean;
  /** The fix leads to an error on its own. */
  causesError: boolean;
}

/**
 * Applies each fix of a finding to a copy of the text and lints the result: the command of the finding, or for a finding
 * about the text everything that is checked. A fix that leads to another finding brings along the fix of that one, or does
 * not help; one that leads to an error, only where no other fix helps. Fixes beyond the budget are not tried.
 */
export function tryFixes(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): FixOutcome[] {
  const hasFixes = finding.fixes.length > 0 || finding.nearest || finding.savesMemory;
  if (!hasFixes || !context.budget.isLeft()) return [];
  const trial = createTrial(context, document, config, finding);
  const start: TrialState = { document, edits: [], changedNames: [] };
  const searched = config ? searchFixes(context, document, config, finding) : [];
  const tried: TriedFix[] = [];
  for (const fix of orderFixes([...searched, ...finding.fixes], config)) {
    const attempt = attemptChanges(trial, start, fix.changes);
    if (!attempt) break;
    tried.push({ fix, attempt });
  }
  return evaluateFixes(trial, start, tried, config);
}

/**
 * Judges the fixes that were tried. Those that bring along others come last, and one that loses something helps only next
 * to another one.
 */
function evaluateFixes(
  trial: Trial,
  start: TrialState,
  tried: readonly TriedFix[],
  config: Config | undefined,
): FixOutcome[] {
  const findHidden = createHiddenSearch(trial, start, tried);
  const known = new Map<TriedFix, FixOutcome>();
  const evaluate = (each: TriedFix, mayCauseErrors: boolean): FixOutcome => {
    const earlier = known.get(each);
    if (earlier && !(mayCauseErrors && earlier.causesError)) return earlier;
    const outcome = evaluateFix(trial, each, findHidden(each), mayCauseErrors);
    known.set(each, outcome);
    return outcome;
  };
  const evaluateAll = (mayCauseErrors: boolean): FixOutcome[] => {
    const outcomes: FixOutcome[] = [];
    for (const each of tried) {
      const hasOther = outcomes.some(({ helps }) => helps);
      if (isLossy(each.fix, config) && !hasOther) continue;
      if (outcomes.some(({ fix, helps }) => helps && fix.title === each.fix.title)) continue;
      outcomes.push(evaluate(each, mayCauseErrors));
    }
    return outcomes.toSorted((a, b) => Number(a.isExtended) - Number(b.isExtended));
  };
  const outcomes = evaluateAll(false);
  return outcomes.some(({ helps }) => helps) ? outcomes : evaluateAll(true);
}

/** Judges a fix by the findings that it leads to, after adding the fixes of those. */
function evaluateFix(
  trial: Trial,
  { fix, attempt }: TriedFix,
  hidden: readonly Finding[],
  mayCauseErrors: boolean,
): FixOutcome {
  const { finding } = trial;
  const { title, safe } = fix;
  const hiddenRules = [...new Set(hidden.map(({ rule }) => rule))];
  const isHidden = (rule: string): boolean => hiddenRules.includes(rule);
  const causesError = attempt.introduced.some(({ rule, severity }) => severity === 'error' && !isHidden(rule));
  const complete =
    attempt.isFixed && (!attempt.harmsOthers || finding.isStructural) && (mayCauseErrors || !causesError)
      ? addFollowUps(trial, { title, safe, attempt }, isHidden)
      : undefined;
  const result = complete ?? { title, safe, attempt };
  return {
    fix: {
      title: result.title,
      safe: result.safe,
      finding,
      edits: result.attempt.edits,
      ...(hiddenRules.length > 0 && { reveals: hiddenRules }),
    },
    helps: complete !== undefined,
    uncovers: complete === undefined && attempt.uncoversError,
    isExtended: result.attempt !== attempt,
    causesError,
  };
}

/** Searches the fixes of findings whose rules leave that to the request for fixes. */
function searchFixes(
  { catalog, lint, budget }: LintContext,
  document: Document,
  config: Config,
  finding: Finding,
): Fix[] {
  if (!finding.nearest && !finding.savesMemory) return [];
  const facts = getFacts(catalog, document, config);
  if (!budget.spend(searchCostOf(facts.config))) return [];
  return finding.nearest ? findNearestValid(lint, facts, finding) : listMemoryFixes(facts);
}
