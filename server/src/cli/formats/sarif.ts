import type { Service } from '../../core/service';
import { extractRulePage } from '../../data/rulePage';
import { type FindingReport, type ReportRange, reportFindingsOf } from '../checkReport';
import type { FormatInput } from './format';

/** Creates the report as SARIF 2.1.0, which code hosts and editors show at the lines of its findings. */
export function createSarifLog({ files, service, rulePages }: FormatInput) {
  const reported = files.flatMap(({ report }) =>
    reportFindingsOf(report).map((finding) => ({ path: report.path, finding })),
  );
  const ids = [...new Set(reported.map(({ finding }) => finding.rule))].sort();
  const pages = reported.length > 0 ? (rulePages() ?? '') : '';
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'preflight',
            rules: ids.map((id) => describeRule(service, id, extractRulePage(pages, id))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: reported.map(({ path, finding }) => sarifResultOf(path, finding, ids.indexOf(finding.rule))),
      },
    ],
  };
}

const LEVELS: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', hint: 'note' };

/** A reported rule. Problems of the text itself, such as broken YAML, come from its parser and have no rule. */
function describeRule({ rules, docs, ruleAddress }: Service, id: string, page: string | undefined) {
  const rule = rules.find((each) => each.id === id);
  if (!rule) return { id };
  const title = docs.rule(id)?.title;
  const helpUri = ruleAddress(id);
  return {
    id,
    ...(title !== undefined && { shortDescription: { text: title } }),
    ...(page !== undefined && { help: { text: page, markdown: page } }),
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

function sarifResultOf(path: string, finding: FindingReport, ruleIndex: number) {
  const artifactLocation = { uri: artifactUriOf(path) };
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region: sarifRegionOf(finding.range) } }],
    properties: { outcome: finding.outcome, flags: finding.flags },
    ...(finding.fixes.length > 0 && {
      fixes: finding.fixes.map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: [{ artifactLocation, replacements: edits.map(sarifReplacementOf) }],
      })),
    }),
  };
}

const sarifReplacementOf = ({ range, newText }: { range: ReportRange; newText: string }) => ({
  deletedRegion: sarifRegionOf(range),
  insertedContent: { text: newText },
});

/** Lines and columns are counted from 1; the end column is exclusive. */
const sarifRegionOf = ({ start, end }: ReportRange) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

/** A path as it was given, so that a report is valid on another machine. */
const artifactUriOf = (path: string): string =>
  `${path.startsWith('/') ? 'file://' : ''}${path.split(/[\\/]/).map(encodeURIComponent).join('/')}`;
