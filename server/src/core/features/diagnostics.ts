import type { Catalog } from '../catalog/types';
import type { Config, Problem } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { createExportAnswers, type Document, describeExcess, isExcessive, type LintedRun } from '../document/document';
import { contextOf, getFacts } from '../document/facts';
import { findFirstNaming } from '../document/joins';
import { joinedConfigOf } from '../document/releases';
import { applySeverities } from '../document/severity';
import { findMatchingSuppressions, findUnusedSuppressions } from '../document/unusedSuppressions';
import { describeFlagCount, factsOf, hasTooManyFlags } from '../facts/facts';
import type { FactsContext } from '../facts/givens';
import type { Linter } from '../lint/linter';
import type { Finding } from '../lint/rule';
import { findEqualCommand } from './equalCommands';
import { maskFinding } from './maskFinding';
import { lintModelines } from './modelines';
import { moveFindings, placeOf } from './movedFindings';
import { compareWithEarlier, findMoved, recordExports } from './reuseFindings';
import { reportUncertainRelease } from './uncertainRelease';

/** Returns the findings of one config to show, cached in the document. */
export function lintConfig(catalog: Catalog, lint: Linter, document: Document, config: Config): Finding[] {
  const rawFindings = runRules(catalog, lint, document, config);
  const cached = document.cache.get(config);
  if (!cached) return rawFindings;
  cached.findings ??= filterFindings(document, config, rawFindings);
  return cached.findings;
}

/** Runs the rules, without applying suppressions and severities. */
function runRules(catalog: Catalog, lint: Linter, document: Document, config: Config): Finding[] {
  const excess = describeExcess(document);
  if (excess !== undefined) return [reportUnchecked('cli.too-many-flags', config, excess)];
  const cached = document.cache.get(config) ?? {};
  document.cache.set(config, cached);
  cached.rawFindings ??= findRawFindings(catalog, lint, document, config);
  return cached.rawFindings;
}

function findRawFindings(catalog: Catalog, lint: Linter, document: Document, config: Config): Finding[] {
  const doubt = reportUncertainRelease(catalog, document, config);
  const context = contextOf(catalog, document, config);
  const run = joinedConfigOf(document, config);
  const linted =
    findMoved(document, run, context) ??
    findEqual(document, config, run, context) ??
    lintRun(lint, document, config, run, context);
  if (!linted) {
    const count = describeFlagCount(getFacts(catalog, document, config));
    return [...doubt, reportUnchecked('cli.too-many-flags', config, `${count} are too many for one run`)];
  }
  const cached = document.cache.get(config);
  if (cached) cached.linted = linted;
  return [...doubt, ...moveFindings(maskFindings(document, config, linted), linted.place, run)];
}

/** Finds the run of an equal command that was checked before this one. */
function findEqual(document: Document, config: Config, run: Config, context: FactsContext): LintedRun | undefined {
  const equal = findEqualCommand(document, config);
  const linted = equal && document.cache.get(equal)?.linted;
  return linted && { ...linted, run, context };
}

/** Runs the rules for a run that is not the same as in the version before; undefined if it has too many flags. */
function lintRun(
  lint: Linter,
  document: Document,
  config: Config,
  run: Config,
  context: FactsContext,
): LintedRun | undefined {
  const isTrial = document.textCache.trialOf !== undefined;
  const earlier = compareWithEarlier(document, config, run, context, isTrial ? lint.remember : undefined);
  if (earlier?.linted) return earlier.linted;
  const answers = earlier?.edited?.answers ?? createExportAnswers();
  const facts = factsOf(recordExports(run, answers), context);
  if (hasTooManyFlags(facts)) return undefined;
  const linted =
    earlier && !isTrial && mayRemember(document)
      ? lint.lintAgain(facts, earlier.edited)
      : { findings: lint(facts, earlier?.edited) };
  const cached = document.cache.get(config);
  if (cached) cached.facts ??= facts;
  return { run, context, answers, place: placeOf(run), ...linted };
}

/** Returns the findings of a run without secrets, and names the other text where they are in it. */
function maskFindings(document: Document, config: Config, linted: LintedRun): readonly Finding[] {
  const secrets = document.secrets();
  const { name } = document.joins.get(config)?.other ?? {};
  if (linted.masked?.by !== secrets) {
    const findings = linted.findings.map((finding) => maskFinding(document, mapJoinedSpans(finding, name)));
    linted.masked = { by: secrets, findings };
  }
  return linted.masked.findings;
}

/** Limit on the runs of a version whose answers are kept. An edit changes one run, or a variable that many read. */
const MAX_REMEMBERED_RUNS = 4;

function mayRemember({ textCache }: Document): boolean {
  textCache.rememberedRuns = (textCache.rememberedRuns ?? 0) + 1;
  return textCache.rememberedRuns <= MAX_REMEMBERED_RUNS;
}

function filterFindings(document: Document, config: Config | undefined, findings: Finding[]): Finding[] {
  const joined = config && document.joins.get(config)?.other.document;
  const hasSuppressions = [document, joined].some((each) => each && each.suppressions.groups.length > 0);
  if (!hasSuppressions) return applySeverities(findings, document.context);
  const unsuppressed = findings.filter((finding) => findMatchingSuppressions(document, config, finding).length === 0);
  return applySeverities(unsuppressed, document.context);
}

/** Names the other text in a finding and its related spans, where they are in that text. */
function mapJoinedSpans(finding: Finding, joinedName: string | undefined): Finding {
  if (joinedName === undefined) return finding;
  const mapSpan = <T extends { span: Finding['span'] }>(each: T): T =>
    isInJoined(each.span) ? { ...each, span: toUntaggedSpan(each.span), in: joinedName } : each;
  return { ...mapSpan(finding), related: finding.related.map(mapSpan) };
}

/** Reports a hint for too many flags, so that an unchecked config does not look correct. */
const reportUnchecked = (rule: string, config: Config, message: string): Finding => ({
  rule,
  severity: 'hint',
  outcome: 'style',
  message: `${message}. Nothing is checked here.`,
  span: config.head,
  flags: [],
  related: [],
  fixes: [],
});

/**
 * Limit on the findings of one text: editors show no more, and each costs time with every edit. Commands after that many
 * findings are not checked.
 */
export const MAX_FINDINGS = 500;

/**
 * Returns the number of commands, counted from the first, that are checked with each edit. Of a file with too many flags
 * or commands to check, the first one reports that.
 */
export function countCheckedConfigs(catalog: Catalog, lint: Linter, document: Document): number {
  const { configs } = document.reading;
  if (isExcessive(document)) return Math.min(1, configs.length);
  document.textCache.checkedCount ??= countUpTo(configs, MAX_FINDINGS, (config) => {
    const findings = lintConfig(catalog, lint, document, config);
    return findings.filter((finding) => finding.in === undefined).length;
  });
  return document.textCache.checkedCount;
}

/** Returns the number of items, counted from the first, that reach a sum; all of them where they do not. */
function countUpTo<Item>(items: readonly Item[], sum: number, weigh: (item: Item) => number): number {
  let total = 0;
  const last = items.findIndex((item) => {
    total += weigh(item);
    return total >= sum;
  });
  return last < 0 ? items.length : last + 1;
}

/** Reports problems of the text that are independent of the release, and unused suppressions. */
export function lintText(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  document.textCache.findings ??= computeTextFindings(catalog, lint, document);
  return document.textCache.findings;
}

function computeTextFindings(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  const problems = [...listReadingProblems(document), ...lintModelines(catalog, document)];
  const unused = document.suppressions.groups.length > 0 ? findUnused(catalog, lint, document, problems) : [];
  return filterFindings(document, undefined, [...problems, ...unused]);
}

/** Reports unused suppressions, unless some rules did not run, because then any suppression would look unused. */
function findUnused(catalog: Catalog, lint: Linter, document: Document, problems: readonly Finding[]): Finding[] {
  const { configs } = document.reading;
  if (isExcessive(document) || countCheckedConfigs(catalog, lint, document) < configs.length) return [];
  const allFacts = configs.map((config) => getFacts(catalog, document, config));
  if (allFacts.some((facts) => facts.release.requested !== undefined || hasTooManyFlags(facts))) return [];
  const rawFindings = [
    ...problems.map((finding) => ({ finding })),
    ...configs.flatMap((config) => runRules(catalog, lint, document, config).map((finding) => ({ config, finding }))),
  ];
  return findUnusedSuppressions(lint.ruleIds, document, rawFindings).map((each) => maskFinding(document, each));
}

const listReadingProblems = (document: Document): Finding[] =>
  document.reading.problems.map((problem) => maskFinding(document, toFinding(problem)));

const toFinding = ({ rule, message, span, repairs, isHint }: Problem): Finding => ({
  rule,
  severity: isHint ? 'hint' : 'error',
  outcome: isHint ? 'style' : 'rejected',
  message,
  // A text that cannot be read may end in a name that is being typed.
  ...(!isHint && { isAboutName: true }),
  span,
  flags: [],
  related: [],
  fixes: (repairs ?? []).map(({ title, edits }) => ({
    title,
    safe: false,
    changes: edits.map((edit) => ({ op: 'text' as const, ...edit })),
  })),
});

/** Reports the problems of the config file that a command names, with the first command that names it only. */
export function lintNamedFile(document: Document, config: Config): Finding[] {
  const join = config.configFile && document.joins.get(config);
  if (!join) return [];
  const { name } = join.other;
  document.textCache.firstNaming ??= findFirstNaming(document);
  return document.textCache.firstNaming.get(name) === config
    ? listReadingProblems(join.other.document).map((finding) => ({ ...finding, in: name }))
    : [];
}

/** Lints the text and some of its commands, with the config files that they name. */
export const lintParts = (
  catalog: Catalog,
  lint: Linter,
  document: Document,
  configs: readonly Config[],
): Finding[] => [
  ...lintText(catalog, lint, document),
  ...configs.flatMap((config) => [...lintNamedFile(document, config), ...lintConfig(catalog, lint, document, config)]),
];
