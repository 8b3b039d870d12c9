import type { Finding } from './rule';

/** What every finding of the rule has in common. */
export const IGNORE_UNUSED = {
  rule: 'ignore.unused',
  severity: 'hint',
  outcome: 'style',
} as const satisfies Partial<Finding>;
