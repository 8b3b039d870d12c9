import type { Rule } from '../../lint/rule';
import { UNUSED_SUPPRESSION } from '../../lint/unusedSuppression';

/**
 * A suppression that silences no finding. This is only known after all other rules have run, so `document/suppressed.ts`
 * finds it and `check` returns nothing.
 */
export const ignoreUnused: Rule = {
  id: 'ignore.unused',
  title: 'Unused suppression',
  severity: UNUSED_SUPPRESSION.severity,
  outcome: UNUSED_SUPPRESSION.outcome,
  releases: '3.7+',
  why: 'The mistake is gone or on another line, or the rule id is misspelled; the comment would hide the next mistake of that kind.',
  source: 'Training Preflight itself',
  bad: [
    { flags: '', script: '# preflight: ignore[cli.bool]\nmegatron sft --packing true\n' },
    { flags: '', script: '# preflight: ignore[cli.bol]\nmegatron sft --packing ture\n' },
    { flags: '', file: 'model: m\nmicro_batch_size: 1\npacking: true  # preflight: ignore[cli.bool]\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ignore[cli.bool]\nmegatron sft --packing ture\n' },
    { flags: '', file: 'model: m\nmicro_batch_size: 1\npacking: ture  # preflight: ignore[cli.bool]\n' },
  ],
  check: () => [],
};
