import { createHash } from 'node:crypto';
import { relative, resolve, sep } from 'node:path';
import { reportFindingsOf } from '../checkReport';
import type { FormatInput } from './format';

/** One finding in a Code Quality report of GitLab, see https://docs.gitlab.com/ci/testing/code_quality/. */
interface CodeQualityIssue {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number; end: number } };
}

const LEVELS: Readonly<Record<string, string>> = { error: 'major', warning: 'minor', hint: 'info' };

/** Creates the report for merge requests of GitLab. A finding keeps its fingerprint when it only moves. */
export function createCodeQualityReport({ files, root }: FormatInput): CodeQualityIssue[] {
  const counts = new Map<string, number>();
  return files.flatMap(({ report }) => {
    const path = relative(root, resolve(report.path)).split(sep).join('/');
    return reportFindingsOf(report).map(({ rule, severity, message, range }) => {
      const identity = JSON.stringify([path, rule, message]);
      const count = counts.get(identity) ?? 0;
      counts.set(identity, count + 1);
      return {
        description: message,
        check_name: rule,
        fingerprint: createHash('sha256').update(`${identity}${count}`).digest('hex'),
        severity: LEVELS[severity] ?? 'info',
        location: { path, lines: { begin: range.start.line + 1, end: range.end.line + 1 } },
      };
    });
  });
}
