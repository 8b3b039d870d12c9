/**
 * Ids of rules that were renamed or dropped, with their present id or null. Comments and settings that name them keep
 * working: an old id means the new one, and an id without a rule silences nothing and is no misspelling.
 */
export const FORMER_RULE_IDS: Readonly<Record<string, string | null>> = {
  'cli.local-rank': 'env.local-rank',
  'ckpt.add-version': null,
  'log.throughput': null,
  'model.squared': 'model.use-flash-attn',
  'moe.shared-overlap-ignored': null,
  'moe.shared-size-zero': 'model.override',
  'opt.fp8-precision': null,
  'rlhf.reference-free': null,
  'rlhf.teacher-itself': null,
};

/** Returns the id that a rule has today, for an id as it is written in a comment or a setting. */
export const toCurrentRuleId = (id: string): string => FORMER_RULE_IDS[id] ?? id;
