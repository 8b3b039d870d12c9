import type { Catalog } from '../catalog/types';
import type { Config, Problem } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { type Document, exceedsDocumentFlagLimit } from '../document/document';
import { getFacts } from '../document/facts';
import { applySeverities } from '../document/severity';
import { findMatchingSuppressions, findUnusedSuppressions } from '../document/unusedSuppressions';
import { countFlags, hasTooManyFlags } from '../facts/facts';
import type { Linter } from '../lint/linter';
import type { Finding } from '../lint/rule';
import { describeRelease } from './markdown/describeFlag';
import { maskFinding } from './maskFinding';

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
  if (exceedsDocumentFlagLimit(document))
    return [reportUnchecked('cli.too-many-flags', config, `${document.flagCount} flags are too many for one file`)];
  const facts = getFacts(catalog, document, config);
  const cached = document.cache.get(config);
  if (!cached) return [];
  const unchecked = !facts.release.known
    ? reportUnchecked('release.unknown', config, describeRelease(facts.release))
    : hasTooManyFlags(facts)
      ? reportUnchecked('cli.too-many-flags', config, `${countFlags(facts)} flags are too many for one run`)
      : undefined;
  cached.rawFindings ??= unchecked
    ? [unchecked]
    : lint(facts).map((finding) =>
        maskFinding(document, mapJoinedSpans(finding, document.joins.get(config)?.other.name)),
      );
  return cached.rawFindings;
}

function filterFindings(document: Document, config: Config | undefined, findings: Finding[]): Finding[] {
  const unsuppressed = findings.filter((finding) => findMatchingSuppressions(document, config, finding).length === 0);
  return applySeverities(unsuppressed, document.context.severities);
}

/** Names the other text in a finding and its related spans, where they are in that text. */
function mapJoinedSpans(finding: Finding, joinedName: string | undefined): Finding {
  if (joinedName === undefined) return finding;
  const mapSpan = <T extends { span: Finding['span'] }>(each: T): T =>
    isInJoined(each.span) ? { ...each, span: toUntaggedSpan(each.span), in: joinedName } : each;
  return { ...mapSpan(finding), related: finding.related.map(mapSpan) };
}

/** Reports a hint for an unknown release or too many flags, so that an unchecked config does not look correct. */
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

/** Reports problems of the text that are independent of the release, and unused suppressions. */
export function lintText(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  const problems = listReadingProblems(document);
  const { configs } = document.reading;
  const checkedConfigs = document.suppressions.all.length > 0 ? configs : [];
  // Without a known release the rules do not run, so any suppression would look unused.
  const isChecked = checkedConfigs.every((config) => getFacts(catalog, document, config).release.known);
  const rawFindings = [
    ...problems.map((finding) => ({ finding })),
    ...checkedConfigs.flatMap((config) =>
      runRules(catalog, lint, document, config).map((finding) => ({ config, finding })),
    ),
  ];
  const unused = isChecked ? findUnusedSuppressions(lint.ruleIds, document, rawFindings) : [];
  return filterFindings(document, undefined, [...problems, ...unused.map((each) => maskFinding(document, each))]);
}

const listReadingProblems = (document: Document): Finding[] =>
  document.reading.problems.map((problem) => maskFinding(document, toFinding(problem)));

const toFinding = ({ rule, message, span, repairs, isHint }: Problem): Finding => ({
  rule,
  severity: isHint ? 'hint' : 'error',
  outcome: isHint ? 'style' : 'rejected',
  message,
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
  const first = document.reading.configs.find(
    (each) => each.configFile && document.joins.get(each)?.other.name === name,
  );
  return first === config ? listReadingProblems(join.other.document).map((finding) => ({ ...finding, in: name })) : [];
}

/** Lints the text, all commands, and the config files that they name. */
export function lintDocument(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  const configFindings = document.reading.configs.flatMap((config) => [
    ...lintNamedFile(document, config),
    ...lintConfig(catalog, lint, document, config),
  ]);
  return [...lintText(catalog, lint, document), ...configFindings];
}
