import { findingsOf, type Report } from './check';

/** The report as workflow commands of GitHub Actions, which it shows as annotations beside the lines. */
export function printGithub(report: Report): string {
  const lines = report.files.flatMap((file) =>
    findingsOf(file).map(({ severity, rule, message, range: { start, end } }) => {
      const place = [
        `file=${property(file.path)}`,
        `line=${start.line + 1}`,
        `endLine=${end.line + 1}`,
        // Columns only mean something within one line.
        ...(start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
        `title=${property(`preflight: ${rule}`)}`,
      ];
      return `::${COMMANDS[severity] ?? 'notice'} ${place.join(',')}::${text(message)}`;
    }),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const COMMANDS: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

const text = (value: string): string => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (value: string): string => text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
