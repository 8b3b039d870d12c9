import type { Rule } from '../../lint/rule';
import { UNUSED_SUPPRESSION } from '../../lint/unusedSuppression';

/**
 * An ignore that silences nothing. Whether it does is only known once everything else was judged, so that
 * `features/ignores.ts` finds it and there is nothing to check here.
 */
export const unusedSuppression: Rule = {
  id: UNUSED_SUPPRESSION.rule,
  title: 'An ignore that silences nothing',
  severity: UNUSED_SUPPRESSION.severity,
  outcome: UNUSED_SUPPRESSION.outcome,
  releases: '3.7-4.5',
  why: 'The mistake is gone, stands somewhere else, or the name is misspelt; left in place, the comment would hide the next mistake of that kind.',
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
