import { toCurrentRuleId } from '../comments/formerRuleIds';
import { matchesRule } from '../comments/suppressions';
import type { Finding, Severity } from '../lint/rule';

/** Severities set by the user, by rule id or `group.*`. `off` hides the findings of a rule. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

export const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'hint', 'off'];

/** Applies the user's severities to findings. The id of a rule takes precedence over its group. */
export function applySeverities(findings: Finding[], severities: Severities | undefined): Finding[] {
  const settings = Object.entries(severities ?? {}).filter(([, severity]) => SEVERITIES.includes(severity));
  if (settings.length === 0) return findings;
  return findings.flatMap((finding) => {
    const [, severity] =
      settings.find(([id]) => toCurrentRuleId(id) === finding.rule) ??
      settings.find(([id]) => matchesRule(id, finding.rule)) ??
      [];
    if (severity === 'off') return [];
    return severity === undefined ? [finding] : [{ ...finding, severity }];
  });
}
