import type { Config } from '../core/config';
import type { Document } from '../core/features/document';
import type { Finding } from '../core/rules/rule';
import type { Service } from '../core/service';
import { type Position, positionsIn } from './lines';

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

export interface CommandReport {
  command: string;
  line: number;
  swiftVersion: string;
  versionFrom: string;
  worldSize: number | null;
  findings: FindingReport[];
}

export interface Range {
  start: Position;
  end: Position;
}

export interface FindingReport {
  rule: string;
  severity: string;
  outcome: string;
  message: string;
  flags: string[];
  range: Range;
  fixes: { title: string; safe: boolean; edits: { range: Range; newText: string }[] }[];
}

/** Judges one document. */
export function checkDocument(service: Service, path: string, document: Document): FileReport {
  const toRange = positionsIn(document.text);
  const report = (finding: Finding, config?: Config): FindingReport => ({
    rule: finding.rule,
    severity: finding.severity,
    outcome: finding.outcome,
    message: finding.message,
    flags: finding.flags,
    range: toRange(finding.span),
    fixes: (config ? service.printFixes(document, config, finding) : []).map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map(({ span, newText }) => ({ range: toRange(span), newText })),
    })),
  });
  return {
    path,
    commands: document.reading.configs.map((config): CommandReport => {
      const facts = service.factsIn(document, config);
      return {
        command: config.command,
        line: toRange(config.head).start.line,
        swiftVersion: facts.release.version,
        versionFrom: facts.release.from,
        worldSize: facts.worldSize ?? null,
        findings: service.findingsIn(document, config).map((finding) => report(finding, config)),
      };
    }),
    problems: service.problems(document).map((finding) => report(finding)),
  };
}

export const findingsOf = (file: FileReport): FindingReport[] => [
  ...file.problems,
  ...file.commands.flatMap((command) => command.findings),
];

/** For people: one finding a line, in the form that terminals and editors make into links, and a closing sum. */
export function printText(report: Report): string {
  const lines: string[] = [];
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const file of report.files) {
    const findings = findingsOf(file).sort((a, b) => a.range.start.line - b.range.start.line);
    for (const { range, severity, message, rule, fixes } of findings) {
      counts[severity as keyof typeof counts]++;
      lines.push(
        `${file.path}:${range.start.line + 1}:${range.start.character + 1}: ${severity}: ${message} [${rule}]`,
      );
      if (fixes[0]) lines.push(`    fix: ${fixes.map(({ title }) => title).join('; or: ')}`);
    }
  }
  const commands = report.files.reduce((sum, file) => sum + file.commands.length, 0);
  const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
  const sum = [plural(counts.error, 'error'), plural(counts.warning, 'warning'), plural(counts.hint, 'hint')].join(
    ', ',
  );
  lines.push(`${sum} in ${plural(commands, 'training command')} of ${plural(report.files.length, 'file')}`);
  return `${lines.join('\n')}\n`;
}
