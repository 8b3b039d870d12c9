import { type Report, reportFindingsOf } from './checkReport';

/** Prints the report as workflow commands of GitHub Actions, which shows them as annotations of the lines. */
export function printGithub(report: Report): string {
  const lines = report.files.flatMap((file) =>
    reportFindingsOf(file).map(({ severity, rule, message, range: { start, end } }) => {
      const properties = [
        `file=${escapeProperty(file.path)}`,
        `line=${start.line + 1}`,
        `endLine=${end.line + 1}`,
        // GitHub accepts columns only within one line.
        ...(start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
        `title=${escapeProperty(`preflight: ${rule}`)}`,
      ];
      return `::${WORKFLOW_COMMANDS[severity] ?? 'notice'} ${properties.join(',')}::${escapeData(message)}`;
    }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const WORKFLOW_COMMANDS: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

const escapeData = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (value: string): string => escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
