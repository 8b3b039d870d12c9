import type { Finding } from './rule';

/** The common part of all findings of the rule `ignore.unused`. */
export const UNUSED_SUPPRESSION = {
  rule: 'ignore.unused',
  severity: 'hint',
  outcome: 'style',
} as const satisfies Partial<Finding>;
