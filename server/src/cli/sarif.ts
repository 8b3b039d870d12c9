import type { Rule } from '../core/lint/rule';
import { rulePage } from '../data/rulePage';
import { type FindingReport, findingsOf, type Range, type Report } from './check';

/** The report as SARIF 2.1.0, which code hosts and editors show beside the lines that it speaks of. */
export function printSarif(report: Report, rules: readonly Rule[], rulePages: () => string | undefined): string {
  const found = report.files.flatMap((file) => findingsOf(file).map((finding) => ({ path: file.path, finding })));
  const ids = [...new Set(found.map(({ finding }) => finding.rule))].sort();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const pages = found.length > 0 ? (rulePages() ?? '') : '';
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'preflight', rules: ids.map((id) => describeRule(id, byId.get(id), rulePage(pages, id))) },
        },
        columnKind: 'utf16CodeUnits',
        results: found.map(({ path, finding }) => resultOf(path, finding, ids.indexOf(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const LEVELS: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', hint: 'note' };

/** What is wrong with a text itself, such as broken YAML, comes from its reader and has no rule. */
const describeRule = (id: string, rule: Rule | undefined, page: string | undefined) => ({
  id,
  ...(rule && {
    shortDescription: { text: rule.title },
    ...(page !== undefined && { help: { text: page, markdown: page } }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
  }),
});

function resultOf(path: string, finding: FindingReport, ruleIndex: number) {
  const artifactLocation = { uri: uriOf(path) };
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region: regionOf(finding.range) } }],
    properties: { outcome: finding.outcome, flags: finding.flags },
    ...(finding.fixes.length > 0 && {
      fixes: finding.fixes.map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: [{ artifactLocation, replacements: edits.map(replacementOf) }],
      })),
    }),
  };
}

const replacementOf = ({ range, newText }: { range: Range; newText: string }) => ({
  deletedRegion: regionOf(range),
  insertedContent: { text: newText },
});

/** Lines and columns are counted from 1; the end is the column behind the last one. */
const regionOf = ({ start, end }: Range) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

/** A path as it was given, so that a report means the same on another machine. */
const uriOf = (path: string): string =>
  `${path.startsWith('/') ? 'file://' : ''}${path.split(/[\\/]/).map(encodeURIComponent).join('/')}`;
