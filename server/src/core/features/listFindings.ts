import type { Catalog } from '../catalog/types';
import type { Config, Span } from '../config/config';
import { type Document, isExcessive, type ListedFinding } from '../document/document';
import { applySeverities } from '../document/severity';
import type { Linter } from '../lint/linter';
import type { Finding, Severity } from '../lint/rule';
import { pluralize } from '../text/plural';
import { countCheckedConfigs, lintConfig, lintNamedFile, lintText, MAX_FINDINGS } from './diagnostics';

/**
 * Lists the findings to show of a document and of the config files that it names, cached in the document. Each text has
 * a limited number of them, and one more that reports what is left out.
 */
export function listFindings(catalog: Catalog, lint: Linter, document: Document): readonly ListedFinding[] {
  document.textCache.listed ??= computeFindings(catalog, lint, document);
  return document.textCache.listed;
}

/** Lints the text, its commands, and the config files that they name. */
export const lintDocument = (catalog: Catalog, lint: Linter, document: Document): Finding[] =>
  listFindings(catalog, lint, document).map(({ finding }) => finding);

function computeFindings(catalog: Catalog, lint: Linter, document: Document): ListedFinding[] {
  const { configs } = document.reading;
  const checkedCount = countCheckedConfigs(catalog, lint, document);
  const shared = new Set<Finding>();
  const found: ListedFinding[] = [
    ...lintText(catalog, lint, document).map((finding) => ({ finding })),
    ...configs.slice(0, checkedCount).flatMap((config) => [
      ...lintNamedFile(document, config).map((finding) => ({ finding })),
      ...lintConfig(catalog, lint, document, config).flatMap((finding) => {
        // Equal commands share thousands of findings in the config file that they name.
        if (shared.has(finding)) return [];
        if (finding.in !== undefined) shared.add(finding);
        return [{ config, finding }];
      }),
    ]),
  ];
  const byText = groupFindings(dropShared(found), ({ finding }) => finding.in);
  const shown = new Set([...byText.values()].flatMap(selectMostSevere));
  const reports = [...byText].flatMap(([name, listed]) => reportOmitted(name, listed, shown));
  const [firstUnchecked] = configs.slice(checkedCount);
  if (firstUnchecked && !isExcessive(document))
    reports.push(reportUnchecked(firstUnchecked, configs.length - checkedCount));
  return [
    ...found.filter((each) => shown.has(each)),
    ...applySeverities(reports, document.context).map((finding) => ({ finding })),
  ];
}

/** Drops findings in a config file, or in the common part of possible commands, that an earlier command has as well. */
function dropShared(listed: readonly ListedFinding[]): ListedFinding[] {
  const seen = new Set<string>();
  const hasVariants = listed.some(({ config }) => config?.variant !== undefined);
  return listed.filter(({ finding: { in: name, rule, span, message } }) => {
    if (name === undefined && !hasVariants) return true;
    const key = JSON.stringify([name, rule, span.start, span.end, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Groups findings, keeping their order. */
export function groupFindings<Key>(
  listed: readonly ListedFinding[],
  keyOf: (each: ListedFinding) => Key,
): Map<Key, ListedFinding[]> {
  const groups = new Map<Key, ListedFinding[]>();
  for (const each of listed) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

const SEVERITY_ORDER: readonly Severity[] = ['error', 'warning', 'hint'];

const rankOf = ({ finding: { severity } }: ListedFinding): number => SEVERITY_ORDER.indexOf(severity);

/** Selects the findings of one text to show: errors first, so that none is left out for a hint. */
const selectMostSevere = (listed: readonly ListedFinding[]): readonly ListedFinding[] =>
  listed.length <= MAX_FINDINGS ? listed : listed.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, MAX_FINDINGS);

/** Reports how many findings of a text are left out, as severely as the worst of them; nothing if all are shown. */
function reportOmitted(
  name: string | undefined,
  listed: readonly ListedFinding[],
  shown: ReadonlySet<ListedFinding>,
): Finding[] {
  const omitted = listed.filter((each) => !shown.has(each));
  const [first] = omitted;
  if (!first) return [];
  const worst = omitted.reduce((a, b) => (rankOf(b) < rankOf(a) ? b : a));
  const message = `The file has ${listed.length} findings, of which the ${MAX_FINDINGS} most severe are listed. Fix those first.`;
  const report = createReport(first.finding.span, message, worst.finding.severity);
  return [name === undefined ? report : { ...report, in: name }];
}

const reportUnchecked = (first: Config, count: number): Finding =>
  createReport(
    first.head,
    `${pluralize(count, 'command')} from here on ${count === 1 ? 'is' : 'are'} not checked, because the commands above have ${MAX_FINDINGS} findings or more. Fix those first.`,
    'hint',
  );

const createReport = (span: Span, message: string, severity: Severity): Finding => ({
  rule: 'cli.too-many-findings',
  severity,
  outcome: 'risky',
  message,
  span,
  flags: [],
  related: [],
  fixes: [],
});
