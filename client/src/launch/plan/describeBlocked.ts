import type { PlanResult } from '../../../../server/src/lsp/protocol';

/** Says why a plan cannot be launched: by its first error, and the number of the others, which the plan lists. */
export function describeBlocked({ title, problems }: Pick<PlanResult, 'title' | 'problems'>): string {
  const [first = '', ...others] = problems;
  const count = others.length === 1 ? '1 more error' : `${others.length} more errors`;
  return `${title} cannot be launched: ${first}${others.length === 0 ? '' : ` The plan lists ${count}.`}`;
}
