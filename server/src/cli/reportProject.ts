import { textEditsOf } from '../core/config/edit';
import type { Service } from '../core/service';
import { createSecretFinder } from '../core/text/secrets';
import { type CheckedFile, findingReportOf } from './checkReport';
import { createPositionFinder } from './positions';

/** Reports the findings in a `preflight.toml`. A file without findings is not part of the report. */
export function reportProject({ project }: Service, file: { path: string; text: string } | undefined): CheckedFile[] {
  const findings = file ? project.read(file.text).findings : [];
  if (!file || findings.length === 0) return [];
  const toRange = createPositionFinder(file.text);
  const problems = findings.map((finding) =>
    findingReportOf(
      finding,
      toRange,
      finding.fixes.map((fix) => ({ ...fix, finding, edits: textEditsOf(fix) })),
    ),
  );
  return [
    { report: { path: file.path, commands: [], problems }, text: file.text, secrets: () => createSecretFinder([]) },
  ];
}
