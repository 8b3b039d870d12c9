import { FORMER_RULE_IDS } from '../core/comments/formerRuleIds';
import { findSimilarRules } from '../core/comments/similarRules';
import { matchesRule } from '../core/comments/suppressions';
import { SEVERITIES, type Severities } from '../core/document/severity';
import type { Service } from '../core/service';
import { pluralize } from '../core/text/plural';
import type { FindingReport } from './checkReport';
import type { Options } from './command';
import { UsageError } from './usageError';

/** Options about the severities of findings, and the exit code that follows from them. */
export const SEVERITY_OPTIONS = {
  severity: {
    type: 'string',
    multiple: true,
    value: 'RULE=SEVERITY',
    summary: 'error, warning, hint or off for a rule or a group (cli.*)',
  },
  'fail-on': {
    type: 'string',
    choices: ['error', 'warning', 'hint', 'never'],
    default: 'error',
    summary: 'the least severity of findings that make the check fail',
  },
  'max-warnings': { type: 'string', value: 'N', summary: 'fail if there are more warnings' },
} as const satisfies Options;

/** Reads the severities of rules from options such as `cli.*=warning`. */
export function parseSeverities(service: Service, options: readonly string[]): Severities {
  return Object.fromEntries(
    options.map((option) => {
      const [id = '', severity = ''] = option.split('=');
      if (!SEVERITIES.some((known) => known === severity))
        throw new UsageError(`--severity must be RULE=${SEVERITIES.join('|')}, not "${option}"`);
      if (!(id in FORMER_RULE_IDS) && !service.rules.some((rule) => matchesRule(id, rule.id)))
        throw new UsageError(`--severity names an unknown rule, "${id}"${suggestRules(service, id)}`);
      return [id, severity as Severities[string]];
    }),
  );
}

function suggestRules({ rules }: Service, id: string): string {
  const ids = rules.map((rule) => rule.id);
  const similar = findSimilarRules(id, ids);
  return similar.length > 0 ? `; did you mean ${similar.join(' or ')}?` : '';
}

/** Returns the test of a finding that makes the check fail. */
export function createIsFailing(failOn: string): (finding: FindingReport) => boolean {
  const severities: readonly string[] = SEVERITIES;
  const failing = severities.slice(0, severities.indexOf(failOn) + 1);
  return ({ severity }) => failing.includes(severity);
}

/** Reads the number of warnings that are accepted; undefined if there is no limit. */
export function readMaxWarnings(limit: string | undefined): number | undefined {
  if (limit !== undefined && !/^\d{1,9}$/.test(limit))
    throw new UsageError(`--max-warnings must be a number, not "${limit}"`);
  return limit === undefined ? undefined : Number(limit);
}

/** Returns the reason for which the warnings are too many; undefined if they are not. */
export function describeExcess(
  findings: readonly FindingReport[],
  maxWarnings: number | undefined,
): string | undefined {
  const count = findings.filter(({ severity }) => severity === 'warning').length;
  return maxWarnings !== undefined && count > maxWarnings
    ? `${pluralize(count, 'warning')}, and --max-warnings allows ${maxWarnings}`
    : undefined;
}
