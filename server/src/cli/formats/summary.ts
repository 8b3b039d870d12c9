import { pluralize } from '../../core/text/plural';
import { type CheckedFile, type FindingReport, reportFindingsOf } from '../checkReport';

/** The findings of a file in the order of its lines. */
export const sortFindings = ({ report }: CheckedFile): FindingReport[] =>
  reportFindingsOf(report).sort(
    (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );

/** The last line of a report for people: `1 error, 0 warnings, 0 hints in 1 training command of 1 file`. */
export function summarize(files: readonly CheckedFile[]): string {
  const findings = files.flatMap(({ report }) => reportFindingsOf(report));
  const counts = ['error', 'warning', 'hint'].map((severity) =>
    pluralize(findings.filter((finding) => finding.severity === severity).length, severity),
  );
  const commands = files.reduce((sum, { report }) => sum + report.commands.length, 0);
  return `${counts.join(', ')} in ${pluralize(commands, 'training command')} of ${pluralize(files.length, 'file')}`;
}

type FixReport = FindingReport['fixes'][number];

/** Creates the function that returns the fixes of a finding. A fix of several findings is returned with the first of them. */
export function createFixLister(): (finding: FindingReport) => FixReport[] {
  const printed = new Set<string>();
  return ({ fixes }) => {
    const newFixes = fixes.filter(({ edits }) => !printed.has(JSON.stringify(edits)));
    for (const { edits } of newFixes) printed.add(JSON.stringify(edits));
    return newFixes;
  };
}
