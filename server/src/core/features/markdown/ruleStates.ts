import type { Facts } from '../../facts/facts';
import type { Linter } from '../../lint/linter';
import type { Finding, RuleDocs } from '../../lint/rule';
import { pluralize } from '../../text/plural';
import { toCodeSpan } from './describeFlag';

/** Severities as a sentence begins with them. */
const SEVERITY_NAMES = { error: 'Error', warning: 'Warning', hint: 'Hint' } as const;

/**
 * Describes whether the rules about a flag hold in a run: each finding with the title of its rule, and the number of the
 * other rules. Empty for a flag without rules.
 */
export function describeRuleStates(
  lint: Linter,
  ruleDocs: (id: string) => RuleDocs | undefined,
  facts: Facts,
  findings: readonly Finding[],
  flag: string,
): string {
  const broken = findings.filter(({ flags }) => flags.includes(flag));
  const states = lint.listStates(facts, flag);
  const holding = states.filter((state) => state === 'holds').length;
  const unknown = states.filter((state) => state === 'unknown').length;
  const lines = [
    ...broken.map(
      ({ rule, severity }) => `**${SEVERITY_NAMES[severity]}**: ${ruleDocs(rule)?.title ?? rule} (${toCodeSpan(rule)})`,
    ),
    countStates(holding, unknown, broken.length > 0),
  ];
  return lines
    .filter((line) => line !== '')
    .map((line) => `- ${line}`)
    .join('\n');
}

/** Counts the rules that hold and those whose values are unknown. */
function countStates(holding: number, unknown: number, isAnyBroken: boolean): string {
  const held = `${pluralize(holding, isAnyBroken ? 'other rule' : 'rule')} about it ${holding === 1 ? 'holds' : 'hold'} here`;
  const open = `${holding === 0 ? pluralize(unknown, 'rule') : unknown} ${unknown === 1 ? 'depends' : 'depend'} on an unknown value`;
  return [holding === 0 ? '' : held, unknown === 0 ? '' : open].filter((part) => part !== '').join('; ');
}
