import type { Catalog } from '../../catalog/types';
import type { Config, Span } from '../../config/config';
import { applyEdits, type Change, type Edit, type Fix } from '../../config/edit';
import { isInJoined, toUntaggedSpan } from '../../config/joinConfigs';
import { findFlag } from '../../config/lookup';
import type { Document, ListedFinding } from '../../document/document';
import { getFacts } from '../../document/facts';
import type { Linter } from '../../lint/linter';
import { findNearestValid } from '../../lint/nearestValid';
import type { Finding } from '../../lint/rule';
import { countCheckedConfigs, lintConfig, lintParts } from '../diagnostics';
import { listFindings } from '../listFindings';
import { type Budget, lintCostOf, searchCostOf } from './budget';
import { isLossy, orderFixes } from './lossyFixes';
import { listMemoryFixes } from './memoryFixes';

/** Dependencies for linting the text that a fix would leave. */
export interface LintContext {
  catalog: Catalog;
  lint: Linter;
  /** Reads a changed text in the context of the original document. */
  reread: (text: string, document: Document) => Document;
  /** The work that the answer may still cost. */
  budget: Budget;
  /** The fixes of findings of the document asked about, which several parts of an answer may list. */
  printed: { of: Document; fixes: Map<Finding, PrintedFix[]> };
}

/** A fix as edits of the text. */
export interface PrintedFix {
  title: string;
  safe: boolean;
  finding: Finding;
  edits: Edit[];
  /** The fix removes every error of the command, not only its own finding. */
  fixesAllErrors?: true;
}

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
  /** The fix removes its finding and introduces no error in exchange, nor a warning in exchange for less than an error. */
  helps: boolean;
  /** The fix removes its finding and introduces exactly one error, which the finding had hidden. */
  uncovers: boolean;
  /** The fix introduces a warning, so that every other fix that helps is better. */
  warns: boolean;
}

/** The commands whose findings a fix may change, as a range of their indices. */
export interface Scope {
  start: number;
  end: number;
  /** The text as a whole is linted as well, for a finding that is about no command. */
  hasText: boolean;
}

/** Returns the scope of a finding: its command, or everything that is checked. */
export function scopeOf({ catalog, lint }: LintContext, document: Document, config: Config | undefined): Scope {
  if (!config) return { start: 0, end: countCheckedConfigs(catalog, lint, document), hasText: true };
  const index = document.reading.configs.indexOf(config);
  return { start: index, end: index + 1, hasText: false };
}

export const configsIn = ({ reading }: Document, { start, end }: Scope): Config[] => reading.configs.slice(start, end);

/** Lints a scope of a document, which may be a changed version of the one that the scope was created for. */
export function lintPart({ catalog, lint }: LintContext, document: Document, scope: Scope): Finding[] {
  const configs = configsIn(document, scope);
  if (scope.hasText) return lintParts(catalog, lint, document, configs);
  return configs[0] ? lintConfig(catalog, lint, document, configs[0]) : [];
}

/**
 * Applies each fix of a finding to a copy of the text and lints the result: the command of the finding, or for a finding
 * about the text everything that is checked. Fixes beyond the budget are not tried.
 */
export function tryFixes(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): FixOutcome[] {
  const { reread, budget } = context;
  const hasFixes = finding.fixes.length > 0 || finding.nearest || finding.savesMemory;
  if (!hasFixes || !budget.isLeft()) return [];
  const scope = scopeOf(context, document, config);
  const lintScope = (version: Document): Finding[] => lintPart(context, version, scope);
  const before = lintScope(document);
  const cost = lintCostOf(document, configsIn(document, scope), before.length);
  const searched = config ? searchFixes(context, document, config, finding) : [];
  const outcomes: FixOutcome[] = [];
  const renames: FixOutcome[] = [];
  for (const each of orderFixes([...searched, ...finding.fixes], config)) {
    const { title, safe, changes } = each;
    if (outcomes.some(({ fix, helps }) => helps && fix.title === title)) continue;
    if (isLossy(each, config) && !outcomes.some(({ helps }) => helps)) continue;
    if (!budget.spend(cost)) break;
    const edits = printEdits(document, config, changes);
    const after = lintScope(reread(applyEdits(document.text, edits), applyToNeighbors(document, edits)));
    const outcome = { fix: { title, safe, finding, edits }, ...evaluateFix(finding, before, after, config) };
    outcomes.push(outcome);
    if (onlyRenames(changes, config)) renames.push(outcome);
  }
  // Under its wrong name a flag was not read, so a warning about it was only hidden.
  const isUncovered = (outcome: FixOutcome): boolean =>
    renames.includes(outcome) && renames.every(({ warns }) => warns);
  const rankOf = (outcome: FixOutcome): number => Number(outcome.warns && !isUncovered(outcome));
  return outcomes.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Whether flags only get the names that were meant, none of which is given as well. */
const onlyRenames = (changes: readonly Change[], config: Config | undefined): boolean =>
  changes.every((change) => change.op === 'rename' && !config?.flags.some(({ name }) => name === change.to));

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

/** Prints each change in the text it belongs to: the one that holds the entry, or that gives the flag. */
export function printEdits(document: Document, config: Config | undefined, changes: readonly Change[]): Edit[] {
  // A finding about the entire text has no config to print changes for, only edits of the text.
  if (!config) return changes.flatMap((change) => (change.op === 'text' ? [toTextEdit(change)] : []));
  const join = document.joins.get(config);
  if (!join) return document.syntax.printChanges(document.text, config, changes);
  const joinedChanges = changes.filter((change) => isInJoinedText(change, join.config));
  const ownChanges = changes.filter((change) => !isInJoinedText(change, join.config));
  const { name, document: joinedDocument, config: joinedConfig } = join.other;
  const edits = joinedDocument.syntax.printChanges(joinedDocument.text, joinedConfig, joinedChanges);
  return [
    ...document.syntax.printChanges(document.text, config, ownChanges),
    ...edits.map(({ span, newText }) => ({ span: toUntaggedSpan(span), newText, in: name })),
  ];
}

const toTextEdit = ({ span, newText }: Change & { op: 'text' }): Edit => ({ span, newText });

function isInJoinedText(change: Change, joined: Config): boolean {
  if ('entry' in change) return isInJoined(change.entry.key);
  if (change.op === 'set') {
    const given = findFlag(joined, change.flag);
    return given !== undefined && isInJoined(given.key);
  }
  return change.op === 'text' && isInJoined(change.span);
}

/** Applies the edits of other texts to the neighbors of a document. */
export function applyToNeighbors(document: Document, edits: readonly Edit[]): Document {
  const neighbors = document.context.neighbors?.map((neighbor) => {
    const { name, text } = neighbor;
    const own = edits.filter((edit) => edit.in === name).map(({ span, newText }) => ({ span, newText }));
    // An unchanged neighbor stays the same object, so that it is not read again.
    return own.length === 0 ? neighbor : { name, text: applyEdits(text, own) };
  });
  return { ...document, context: { ...document.context, neighbors } };
}

/** Compares the findings before and after a fix. */
function evaluateFix(
  finding: Finding,
  before: readonly Finding[],
  after: readonly Finding[],
  config: Config | undefined,
): Omit<FixOutcome, 'fix'> {
  const removed = subtractFindings(before, after);
  const introduced = subtractFindings(after, before);
  if (countOfRule(removed, finding.rule) <= countOfRule(introduced, finding.rule))
    return { helps: false, uncovers: false, warns: false };
  // A problem of the text itself can hide every other finding, so what appears then is not introduced by the fix.
  if (!config || finding.isStructural) return { helps: true, uncovers: false, warns: false };
  const warns = introduced.some(
    ({ rule, severity }) => severity === 'warning' && countOfRule(introduced, rule) > countOfRule(removed, rule),
  );
  const otherRemovedErrors = countErrors(removed) - countErrors([finding]);
  const introducedErrors = countErrors(introduced);
  return {
    helps: introducedErrors <= otherRemovedErrors && !(warns && finding.severity !== 'error'),
    uncovers: introducedErrors === otherRemovedErrors + 1,
    warns,
  };
}

/** The findings that are not among others, each counted as often as it occurs. */
function subtractFindings(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, severity, message }: Finding): string => `${rule} ${severity} ${message}`;
  const counts = new Map<string, number>();
  for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const count = counts.get(keyOf(finding)) ?? 0;
    counts.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

const countOfRule = (findings: readonly Finding[], rule: string): number =>
  findings.filter((finding) => finding.rule === rule).length;

export const countErrors = (findings: readonly Finding[]): number =>
  findings.filter(({ severity }) => severity === 'error').length;

/** Findings that are examined for one menu, which is long enough then. */
const MAX_MENU_FINDINGS = 25;

/** Finds the listed findings that touch a span of this text; those about the entire text have no config. */
export const findFindings = (
  { catalog, lint }: Pick<LintContext, 'catalog' | 'lint'>,
  document: Document,
  span: Span,
): ListedFinding[] =>
  listFindings(catalog, lint, document)
    .filter(
      ({ finding }) =>
        finding.in === undefined &&
        finding.rule !== 'cli.too-many-findings' &&
        finding.span.start <= span.end &&
        span.start <= finding.span.end,
    )
    .slice(0, MAX_MENU_FINDINGS);
