import type { Catalog } from '../catalog/types';
import type { Config, Problem } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { type Document, exceedsDocumentFlagLimit } from '../document/document';
import { getFacts } from '../document/facts';
import { applySeverities } from '../document/severity';
import { findMatchingSuppressions, findUnusedSuppressions } from '../document/suppressed';
import { countFlags, hasTooManyFlags } from '../facts/facts';
import type { Linter } from '../lint/linter';
import type { Finding } from '../lint/rule';
import { describeRelease } from './markdown/describeFlag';

/** The findings of one config that are to be shown, remembered with the document. */
export function lintConfig(catalog: Catalog, lint: Linter, document: Document, config: Config): Finding[] {
  const all = runRules(catalog, lint, document, config);
  const memory = document.cache.get(config);
  if (!memory) return all;
  memory.findings ??= filterFindings(document, config, all);
  return memory.findings;
}

/** What the rules say, before the user's ignores and severities. */
function runRules(catalog: Catalog, lint: Linter, document: Document, config: Config): Finding[] {
  if (exceedsDocumentFlagLimit(document))
    return [reportUnchecked('cli.too-many-flags', config, `${document.flagCount} flags are more than any file has`)];
  const facts = getFacts(catalog, document, config);
  const memory = document.cache.get(config);
  if (!memory) return [];
  const unchecked = !facts.release.known
    ? reportUnchecked('release.unknown', config, describeRelease(facts.release))
    : hasTooManyFlags(facts)
      ? reportUnchecked('cli.too-many-flags', config, `${countFlags(facts)} flags are more than any run has`)
      : undefined;
  memory.rawFindings ??= unchecked
    ? [unchecked]
    : lint(facts).map((finding) => mapJoinedSpans(finding, document.joins.get(config)?.other.name));
  return memory.rawFindings;
}

function filterFindings(document: Document, config: Config | undefined, findings: Finding[]): Finding[] {
  const kept = findings.filter((finding) => findMatchingSuppressions(document, config, finding).length === 0);
  return applySeverities(kept, document.context.severities);
}

/** Says of a finding, and of what is related to it, in which of two joined texts it stands. */
function mapJoinedSpans(finding: Finding, joinedName: string | undefined): Finding {
  if (joinedName === undefined) return finding;
  const mapSpan = <T extends { span: Finding['span'] }>(each: T): T =>
    isInJoined(each.span) ? { ...each, span: toUntaggedSpan(each.span), in: joinedName } : each;
  return { ...mapSpan(finding), related: finding.related.map(mapSpan) };
}

/** A release that the catalogue does not hold, or text beyond all bounds, is no mistake, but silence would look like approval. */
const reportUnchecked = (rule: string, config: Config, message: string): Finding => ({
  rule,
  severity: 'hint',
  outcome: 'style',
  message: `${message}. Nothing is judged here.`,
  span: config.head,
  flags: [],
  related: [],
  fixes: [],
});

/** What is wrong with the text itself, whatever release it is for, and ignores that silence nothing. */
export function lintText(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  const problems = listReadingProblems(document);
  const { configs } = document.reading;
  const checkedConfigs = document.suppressions.all.length > 0 ? configs : [];
  // Where nothing was judged, nobody knows what an ignore is for.
  const isChecked = checkedConfigs.every((config) => getFacts(catalog, document, config).release.known);
  const rawFindings = [
    ...problems.map((finding) => ({ finding })),
    ...checkedConfigs.flatMap((config) =>
      runRules(catalog, lint, document, config).map((finding) => ({ config, finding })),
    ),
  ];
  const unused = isChecked ? findUnusedSuppressions(lint.ruleIds, document, rawFindings) : [];
  return filterFindings(document, undefined, [...problems, ...unused]);
}

const listReadingProblems = (document: Document): Finding[] => document.reading.problems.map(toFinding);

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

/** The problems of the config file that a command names, each of them once, however many commands name it. */
export function lintNamedFile(document: Document, config: Config): Finding[] {
  const join = config.configFile && document.joins.get(config);
  if (!join) return [];
  const { name } = join.other;
  const first = document.reading.configs.find(
    (each) => each.configFile && document.joins.get(each)?.other.name === name,
  );
  return first === config ? listReadingProblems(join.other.document).map((finding) => ({ ...finding, in: name })) : [];
}

export function lintDocument(catalog: Catalog, lint: Linter, document: Document): Finding[] {
  const configFindings = document.reading.configs.flatMap((config) => [
    ...lintNamedFile(document, config),
    ...lintConfig(catalog, lint, document, config),
  ]);
  return [...lintText(catalog, lint, document), ...configFindings];
}
