import { isInRange } from '../../catalog/release';
import { findGiven } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const teacherItself: Rule = {
  id: 'rlhf.teacher-itself',
  title: 'Teacher and student are the same model',
  severity: 'warning',
  outcome: 'overridden',
  releases: '4.1+',
  why: 'With LoRA, the model without its adapter is the teacher, so no second copy is loaded.',
  source: 'swift/megatron/arguments/megatron_args.py:231 of 4.2.3',
  bad: [
    {
      flags: '--rlhf_type gkd --vllm_mode colocate --tuner_type lora --teacher_model m',
      command: 'rlhf',
      release: '4.2.3',
    },
  ],
  good: [
    {
      flags: '--rlhf_type gkd --vllm_mode colocate --tuner_type lora --teacher_model t',
      command: 'rlhf',
      release: '4.2.3',
    },
    { flags: '--rlhf_type gkd --vllm_mode colocate --teacher_model m', command: 'rlhf', release: '4.2.3' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'teacher_model');
    const type = flagValue(facts, 'rlhf_type');
    const hasTeacher = type === 'gkd' || (type === 'grpo' && isInRange(facts.release.version, '4.4+'));
    if (given?.value === undefined || given.value !== flagValue(facts, 'model')) return [];
    if (!hasTeacher || tunerTypeOf(facts) !== 'lora') return [];
    return [
      {
        message:
          'teacher_model is the trained model itself. The flag is dropped, and the model without its adapter is the teacher.',
        span: given.entry.fullSpan,
        flags: ['teacher_model', 'model', 'tuner_type'],
        fixes: [fixRemove(given.entry, 'teacher_model')],
      },
    ];
  },
};
