import { matchesRule } from '../comments/suppressions';
import type { Finding, Severity } from '../lint/rule';

/** Severities that the user gives to rules, by id or by `group.*`; `off` hides what a rule finds. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

export const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'hint', 'off'];

/** The findings as the user wants them. The id of a rule goes before that of its group. */
export function applySeverities(findings: Finding[], severities: Severities | undefined): Finding[] {
  const names = Object.entries(severities ?? {}).filter(([, severity]) => SEVERITIES.includes(severity));
  if (names.length === 0) return findings;
  return findings.flatMap((finding) => {
    const [, severity] =
      names.find(([id]) => id === finding.rule) ?? names.find(([id]) => matchesRule(id, finding.rule)) ?? [];
    if (severity === 'off') return [];
    return severity === undefined ? [finding] : [{ ...finding, severity }];
  });
}
