import { pluralize } from '../../../../server/src/core/text/plural';
import type { PlanResult } from '../../../../server/src/lsp/protocol';

/** Says why a plan cannot be launched: by its first error, and the number of the others, which the plan lists. */
export function describeBlocked({ title, problems }: Pick<PlanResult, 'title' | 'problems'>): string {
  const [first = '', ...others] = problems;
  const more = others.length === 0 ? '' : ` The plan lists ${pluralize(others.length, 'more error')}.`;
  return `${title} cannot be launched: ${first}${more}`;
}
