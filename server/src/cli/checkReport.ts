import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { PrintedFix } from '../core/features/fixes/tryFixes';
import type { Finding } from '../core/lint/rule';
import type { Service } from '../core/service';
import { pluralize } from '../core/text/plural';
import { createPositionFinder, type Position } from './positions';
import { toReportFixes } from './reportFixes';

/** The report of `preflight check --format json`. Other tools rely on its shape; a change needs a new version number. */
export interface Report {
  version: 1;
  files: FileReport[];
}

export interface FileReport {
  path: string;
  commands: CommandReport[];
  problems: FindingReport[];
}

interface CommandReport {
  command: string;
  line: number;
  swiftVersion: string;
  versionFrom: string;
  worldSize: number | null;
  findings: FindingReport[];
}

export interface ReportRange {
  start: Position;
  end: Position;
}

export interface FindingReport {
  rule: string;
  severity: string;
  outcome: string;
  message: string;
  flags: string[];
  range: ReportRange;
  fixes: { title: string; safe: boolean; edits: { range: ReportRange; newText: string }[] }[];
}

/** Lints one document. `checkNamedFiles` reports the findings in other texts. */
export function checkDocument(service: Service, path: string, document: Document): FileReport {
  const toRange = createPositionFinder(document.text);
  // Each fix reads the text again, which is slow for a long one with many findings.
  let fixesLeft = Math.max(5, 5_000_000 / document.text.length);
  const reportFixesOf = (fixes: PrintedFix[]) => toReportFixes(fixes, document.text, document.secrets());
  const toReport = (finding: Finding, config?: Config): FindingReport =>
    findingReportOf(
      finding,
      toRange,
      fixesLeft-- > 0 ? reportFixesOf(service.printFixes(document, config, finding)) : [],
    );
  return {
    path,
    commands: document.reading.configs.map((config): CommandReport => {
      const findings = service.lintConfig(document, config).filter((finding) => finding.in === undefined);
      return {
        ...describeCommand(service, document, config),
        line: toRange(config.head).start.line,
        findings: findings.map((finding) => toReport(finding, config)),
      };
    }),
    problems: service.lintText(document).map((finding) => toReport(finding)),
  };
}

function describeCommand(
  service: Service,
  document: Document,
  config: Config,
): Omit<CommandReport, 'line' | 'findings'> {
  const facts = service.getFacts(document, config);
  const { version, from } = facts.release;
  return {
    command: facts.config.command,
    swiftVersion: version,
    versionFrom: from,
    worldSize: facts.worldSize ?? null,
  };
}

/** Reports the findings of a script's commands in the config files that they name: one report per file. */
export function checkNamedFiles(service: Service, script: Document, pathOf: (name: string) => string): FileReport[] {
  return [...script.joins].flatMap(([config, { other }]): FileReport[] => {
    if (config.configFile === undefined) return [];
    const toRange = createPositionFinder(other.document.text);
    const findings = service.lintConfig(script, config).filter((finding) => finding.in === other.name);
    const fixesOf = (finding: Finding) => {
      const fixes = service.printFixes(script, config, finding);
      const inOther = fixes.filter(({ edits }) => edits.every((edit) => edit.in === other.name));
      return toReportFixes(inOther, other.document.text, script.secrets());
    };
    return [
      {
        path: pathOf(other.name),
        commands: [
          {
            ...describeCommand(service, script, config),
            line: toRange(other.config.head).start.line,
            findings: findings.map((finding) => findingReportOf(finding, toRange, fixesOf(finding))),
          },
        ],
        problems: service.lintText(other.document).map((finding) => findingReportOf(finding, toRange, [])),
      },
    ];
  });
}

type ToRange = ReturnType<typeof createPositionFinder>;

const findingReportOf = (finding: Finding, toRange: ToRange, fixes: readonly PrintedFix[]): FindingReport => ({
  rule: finding.rule,
  severity: finding.severity,
  outcome: finding.outcome,
  message: finding.message,
  flags: finding.flags,
  range: toRange(finding.span),
  fixes: fixes
    .filter(({ edits }) => new Set(edits.map((edit) => edit.in)).size <= 1 && edits[0]?.in === finding.in)
    .map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map(({ span, newText }) => ({ range: toRange(span), newText })),
    })),
});

/**
 * Merges the reports of each path. A file that several commands name is linted once per command; findings that they
 * share are reported once, and the findings of the file alone equal those of the first command.
 */
export function mergeReports(files: readonly FileReport[]): FileReport[] {
  const byPath = new Map<string, FileReport>();
  for (const file of files) {
    const merged = byPath.get(file.path);
    byPath.set(
      file.path,
      merged ? { ...merged, commands: [...merged.commands, ...listNewCommands(file, merged)] } : file,
    );
  }
  return [...byPath.values()];
}

/** The commands of a file with findings that earlier commands do not have. */
function listNewCommands(file: FileReport, before: FileReport): CommandReport[] {
  const findingKeyOf = ({ rule, range, message }: FindingReport): string => JSON.stringify([rule, range, message]);
  const knownFindings = new Set(reportFindingsOf(before).map(findingKeyOf));
  return file.commands.flatMap((command) => {
    const findings = command.findings.filter((finding) => !knownFindings.has(findingKeyOf(finding)));
    return findings.length > 0 ? [{ ...command, findings }] : [];
  });
}

export const reportFindingsOf = (file: FileReport): FindingReport[] => [
  ...file.problems,
  ...file.commands.flatMap((command) => command.findings),
];

/** Returns one line per finding, in the form that terminals and editors turn into links, and a closing summary. */
export function listReportLines(report: Report): string[] {
  const lines: string[] = [];
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const file of report.files) {
    const findings = reportFindingsOf(file).sort((a, b) => a.range.start.line - b.range.start.line);
    // A fix of several findings is printed with the first of them.
    const printedFixes = new Set<string>();
    for (const { range, severity, message, rule, fixes } of findings) {
      counts[severity as keyof typeof counts]++;
      lines.push(
        `${file.path}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${rule}]`,
      );
      const newFixes = fixes.filter(({ edits }) => !printedFixes.has(JSON.stringify(edits)));
      for (const { edits } of newFixes) printedFixes.add(JSON.stringify(edits));
      if (newFixes.length > 0) lines.push(`    fix: ${newFixes.map(({ title }) => title).join('; or: ')}`);
    }
  }
  const commands = report.files.reduce((sum, file) => sum + file.commands.length, 0);
  const summary = [
    pluralize(counts.error, 'error'),
    pluralize(counts.warning, 'warning'),
    pluralize(counts.hint, 'hint'),
  ].join(', ');
  lines.push(`${summary} in ${pluralize(commands, 'training command')} of ${pluralize(report.files.length, 'file')}`);
  return lines;
}
