import type { Finding } from './rule';

/** What every finding of the rule has in common. */
export const UNUSED_SUPPRESSION = {
  rule: 'ignore.unused',
  severity: 'hint',
  outcome: 'style',
} as const satisfies Partial<Finding>;
