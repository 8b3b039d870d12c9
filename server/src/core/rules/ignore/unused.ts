import type { Rule } from '../../lint/rule';
import { IGNORE_UNUSED } from '../../lint/unusedSuppression';

/**
 * An ignore that silences nothing. Whether it does is only known once everything else was judged, so that
 * `features/ignores.ts` finds it and there is nothing to check here.
 */
export const ignoreUnused: Rule = {
  id: IGNORE_UNUSED.rule,
  title: 'An ignore that silences nothing',
  severity: IGNORE_UNUSED.severity,
  outcome: IGNORE_UNUSED.outcome,
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
