import type { Config } from '../core/config/config';
import { isTraining } from '../core/config/lookup';
import { type Document, isExcessive, type ListedFinding } from '../core/document/document';
import { MAX_FINDINGS } from '../core/features/diagnostics';
import type { PrintedFix } from '../core/features/fixes/printedFix';
import { groupFindings } from '../core/features/listFindings';
import type { Finding } from '../core/lint/rule';
import type { Service } from '../core/service';
import type { SecretFinder } from '../core/text/secrets';
import { type ReportedMemory, reportMemory } from './memory';
import { createPositionFinder, type Position } from './positions';
import { toReportFixes } from './reportFixes';

/** A file in the report of `preflight check --format json`. Other tools rely on its shape; a change needs a new version. */
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
  /** Of commands that train: the memory of the fullest GPU, or what is missing to estimate it. */
  memory?: ReportedMemory;
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

/** A file as it was checked. Excerpts of its text hide the secrets. */
export interface CheckedFile {
  report: FileReport;
  text: string;
  secrets: () => SecretFinder;
}

/** Lints a document. Returns the document itself, and each config file that its commands name. */
export function checkDocument(
  service: Service,
  path: string,
  document: Document,
  pathOf: (name: string) => string,
): CheckedFile[] {
  const printFixes = service.createFixPrinter(document);
  const listed = service.listFindings(document);
  const { text, secrets } = document;
  return [
    { report: reportOwnText(service, path, document, listed, printFixes), text, secrets },
    ...reportNamedFiles(service, document, listed, printFixes, pathOf),
  ];
}

type FixPrinter = ReturnType<Service['createFixPrinter']>;

function reportOwnText(
  service: Service,
  path: string,
  document: Document,
  listed: readonly ListedFinding[],
  printFixes: FixPrinter,
): FileReport {
  const toRange = createPositionFinder(document.text);
  const byConfig = groupFindings(
    listed.filter(({ finding }) => finding.in === undefined),
    ({ config }) => config,
  );
  const toReport = ({ finding, config }: ListedFinding): FindingReport => {
    const fixes = toReportFixes(printFixes(config, finding), document.text, document.secrets());
    return findingReportOf(finding, toRange, fixes);
  };
  const { configs } = document.reading;
  return {
    path,
    // Of a file with too many commands or flags, the first one reports that, and nothing is known about the others.
    commands: (isExcessive(document) ? configs.slice(0, 1) : configs).map((config) => ({
      ...describeCommand(service, document, config),
      line: toRange(config.head).start.line,
      findings: (byConfig.get(config) ?? []).map(toReport),
    })),
    problems: (byConfig.get(undefined) ?? []).map(toReport),
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
    ...(isTraining(facts.config) && { memory: reportMemory(facts) }),
  };
}

/**
 * Reports the findings in the config files that the commands of a script name: one report for each name, with the first
 * command that uses it and all commands with findings of their own.
 */
function reportNamedFiles(
  service: Service,
  script: Document,
  listed: readonly ListedFinding[],
  printFixes: FixPrinter,
  pathOf: (name: string) => string,
): CheckedFile[] {
  const byConfig = groupFindings(
    listed.filter(({ finding }) => finding.in !== undefined),
    ({ config }) => config,
  );
  const configsByName = new Map<string, Config[]>();
  for (const [config, { other }] of script.joins) {
    if (config.configFile === undefined) continue;
    const configs = configsByName.get(other.name);
    if (!configs) configsByName.set(other.name, [config]);
    else if (byConfig.has(config)) configs.push(config);
  }
  return [...configsByName].flatMap(([name, configs]): CheckedFile[] => {
    const file = configs[0] && script.joins.get(configs[0])?.other.document;
    if (!file) return [];
    const toRange = createPositionFinder(file.text);
    const toReport = ({ config, finding }: ListedFinding): FindingReport => {
      const fixes = printFixes(config, finding).filter(({ edits }) => edits.every((edit) => edit.in === name));
      return findingReportOf(finding, toRange, toReportFixes(fixes, file.text, script.secrets()));
    };
    const omitted = (byConfig.get(undefined) ?? []).filter(
      ({ finding: { in: file, rule } }) => file === name && rule === 'cli.too-many-findings',
    );
    const report = {
      path: pathOf(name),
      commands: configs.map((config) => ({
        ...describeCommand(service, script, config),
        line: toRange(script.joins.get(config)?.other.config.head ?? config.head).start.line,
        findings: (byConfig.get(config) ?? []).map(toReport),
      })),
      problems: [
        ...service
          .lintText(file)
          .slice(0, MAX_FINDINGS)
          .map((finding) => findingReportOf(finding, toRange, [])),
        ...omitted.map(toReport),
      ],
    };
    return [{ report, text: file.text, secrets: script.secrets }];
  });
}

type ToRange = ReturnType<typeof createPositionFinder>;

export const findingReportOf = (finding: Finding, toRange: ToRange, fixes: readonly PrintedFix[]): FindingReport => ({
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
 * Merges the files of each path. A file that several commands name is linted once per command; findings that they
 * share are reported once, and the findings of the file alone equal those of the first command.
 */
export function mergeFiles(files: readonly CheckedFile[]): CheckedFile[] {
  const byPath = new Map<string, CheckedFile>();
  for (const file of files) {
    const { report } = file;
    const first = byPath.get(report.path);
    const commands = first ? [...first.report.commands, ...listNewCommands(report, first.report)] : report.commands;
    byPath.set(report.path, { ...(first ?? file), report: { ...(first?.report ?? report), commands } });
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

/** The report of a file with some of its findings. */
export const keepFindings = (report: FileReport, isKept: (finding: FindingReport) => boolean): FileReport => ({
  ...report,
  commands: report.commands.map((command) => ({ ...command, findings: command.findings.filter(isKept) })),
  problems: report.problems.filter(isKept),
});
