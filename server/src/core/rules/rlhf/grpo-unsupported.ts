import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createGrpoExample, isGrpo } from './common';

/** Settings that GRPO under Megatron rejects, and the releases that do so. */
const REJECTED_SETTINGS: readonly {
  flag: string;
  releases: string;
  isRejected: (value: Value) => boolean;
  reason: string;
}[] = [
  { flag: 'async_generate', releases: '3.11+', isRejected: (value) => value === true, reason: 'it is not supported' },
  { flag: 'sync_ref_model', releases: '3.11+', isRejected: (value) => value === true, reason: 'it is not supported' },
  {
    flag: 'multi_turn_scheduler',
    releases: '3.11-4.2',
    isRejected: (value) => value !== null && value !== '',
    reason: 'it is not supported before 4.3',
  },
  {
    flag: 'num_iterations',
    releases: '3.11+',
    isRejected: (value) => typeof value === 'number' && value > 1,
    reason: 'it must be 1',
  },
  {
    flag: 'dataset_shuffle',
    releases: '3.11-4.2.0',
    isRejected: (value) => value === false,
    reason: 'it must be true before 4.2.1',
  },
  {
    flag: 'log_entropy',
    releases: '3.11-3.12.0',
    isRejected: (value) => value === true,
    reason: 'it is not supported before 3.12.1',
  },
  {
    flag: 'top_entropy_quantile',
    releases: '3.11-3.12.0',
    isRejected: (value) => typeof value === 'number' && value < 1,
    reason: 'it must be 1 before 3.12.1',
  },
  {
    flag: 'use_vllm',
    releases: '3.11+',
    isRejected: (value) => value === false,
    reason: 'it must be true, because completions are sampled with vLLM',
  },
];

export const grpoUnsupported: Rule = {
  id: 'rlhf.grpo-unsupported',
  title: 'Setting that GRPO under Megatron rejects',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  why: 'These flags exist because swift rlhf has them. Under Megatron they are rejected before anything is loaded.',
  source:
    'swift/megatron/argument/megatron_args.py:197 of 3.12.6; swift/megatron/arguments/megatron_args.py:308 of 4.2.3',
  bad: [
    createGrpoExample('--async_generate true'),
    createGrpoExample('--num_iterations 2'),
    createGrpoExample('--multi_turn_scheduler x'),
    createGrpoExample('--use_vllm false', '3.12.6'),
  ],
  good: [
    createGrpoExample(''),
    createGrpoExample('--multi_turn_scheduler x', '4.5.2'),
    { flags: '--rlhf_type dpo --async_generate true', command: 'rlhf', release: '4.2.3' },
  ],
  check: (facts) => {
    if (!isGrpo(facts)) return [];
    return REJECTED_SETTINGS.flatMap(({ flag, releases, isRejected, reason }): Found[] => {
      const given = findGiven(facts, flag);
      if (given?.value === undefined || !isRejected(given.value) || !isInRange(facts.release.version, releases))
        return [];
      // From 4.3 on, Ray can do the sampling elsewhere.
      if (flag === 'use_vllm' && flagValue(facts, 'use_ray') !== false && isInRange(facts.release.version, '4.3+'))
        return [];
      return [
        {
          message: `GRPO rejects ${flag} ${printValue(given.value)}: ${reason}.`,
          span: given.entry.fullSpan,
          flags: [flag, 'rlhf_type'],
          fixes: [fixRemove(given.entry, flag)],
        },
      ];
    });
  },
};
