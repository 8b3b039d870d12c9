import { toCurrentRuleId } from '../comments/formerRuleIds';
import { matchesRule } from '../comments/suppressions';
import type { Finding, Severity } from '../lint/rule';

/** Severities set by the user, by rule id or `group.*`. `off` hides the findings of a rule. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

export const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'hint', 'off'];

/** The settings that decide which findings of a document are shown, and how. */
interface SeveritySettings {
  severities?: Severities | undefined;
  project?: { severities: readonly Severities[]; isExcluded: boolean } | undefined;
}

/**
 * Applies the severities of the user, then those of the project, to findings. The id of a rule takes precedence over its
 * group, and a file that the project excludes has none.
 */
export function applySeverities(findings: Finding[], { severities, project }: SeveritySettings): Finding[] {
  if (project?.isExcluded) return [];
  const layers = [severities ?? {}, ...(project?.severities ?? [])]
    .map((layer) => Object.entries(layer).filter(([, severity]) => SEVERITIES.includes(severity)))
    .filter((layer) => layer.length > 0);
  if (layers.length === 0) return findings;
  return findings.flatMap((finding) => {
    const severity = layers.map((layer) => findSeverity(layer, finding.rule)).find((each) => each !== undefined);
    if (severity === 'off') return [];
    return severity === undefined ? [finding] : [{ ...finding, severity }];
  });
}

/** The severity of a rule in one list of settings. */
function findSeverity(settings: readonly [string, Severity | 'off'][], rule: string): Severity | 'off' | undefined {
  const own = settings.find(([id]) => toCurrentRuleId(id) === rule) ?? settings.find(([id]) => matchesRule(id, rule));
  return own?.[1];
}
