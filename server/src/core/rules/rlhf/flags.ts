import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** Flags that only RLHF reads. */
const RLHF_FLAGS = [
  'beta',
  'rpo_alpha',
  'ref_load',
  'ref_adapter_load',
  'ref_model',
  'ref_adapters',
  'mcore_ref_model',
  'mcore_ref_adapter',
  'reference_free',
  'label_smoothing',
  'f_divergence_type',
  'desirable_weight',
  'undesirable_weight',
  'center_rewards_coefficient',
  'teacher_model',
  'num_generations',
  'reward_funcs',
];

const rlhfFlagOutsideRlhf: Rule = {
  id: 'rlhf.flag-in-sft',
  title: 'An RLHF flag outside of megatron rlhf',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7-4.5',
  commands: ['pt', 'sft'],
  why: 'All Megatron commands share their flags, so this one is accepted without a word.',
  source: 'swift/megatron/argument/megatron_args.py, RLHFMegatronArgumentsMixin',
  bad: [{ flags: '--beta 0.5' }, { flags: '--num_generations 8', release: '4.2.3' }],
  good: [{ flags: '--beta 0.5', command: 'rlhf' }, { flags: '--lr 1e-5' }],
  check: (facts) => {
    if (flagValue(facts, 'rlhf_type') !== null) return [];
    return RLHF_FLAGS.flatMap((flag): Found[] => {
      const given = findGiven(facts, flag);
      if (!given) return [];
      return [
        {
          message: `${flag} has no effect in megatron ${facts.config.command}; only megatron rlhf reads it.`,
          span: given.entry.fullSpan,
          flags: [flag],
          fixes: [{ ...fixRemove(given.entry, flag), safe: true }],
        },
      ];
    });
  },
};

const teacherIsStudent: Rule = {
  id: 'rlhf.teacher-itself',
  title: 'A teacher that is the student',
  severity: 'warning',
  outcome: 'overridden',
  releases: '4.1+',
  why: 'With LoRA the model without its adapter teaches, so no second copy is loaded.',
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
    const isDistilled = type === 'gkd' || (type === 'grpo' && isInRange(facts.release.version, '4.4+'));
    if (given?.value === undefined || given.value !== flagValue(facts, 'model')) return [];
    if (!isDistilled || tunerTypeOf(facts) !== 'lora') return [];
    return [
      {
        message:
          'teacher_model is the trained model itself: the flag is dropped, and the model without its adapter teaches.',
        span: given.entry.fullSpan,
        flags: ['teacher_model', 'model', 'tuner_type'],
        fixes: [fixRemove(given.entry, 'teacher_model')],
      },
    ];
  },
};

const DPO_LOSSES = [
  'sigmoid',
  'hinge',
  'ipo',
  'exo_pair',
  'nca_pair',
  'robust',
  'bco_pair',
  'sppo_hard',
  'aot',
  'aot_pair',
  'apo_zero',
  'apo_down',
  'discopop',
];
const GRPO_LOSSES = ['grpo', 'bnpo', 'dr_grpo', 'dapo', 'cispo', 'sapo'];

/** The losses of a kind of training; undefined where any word passes. */
function lossesOf(facts: Facts): string[] | undefined {
  const type = flagValue(facts, 'rlhf_type');
  if (type === 'dpo') return DPO_LOSSES;
  if (type !== 'grpo') return undefined;
  const since = (release: string, loss: string): string[] => (isInRange(facts.release.version, release) ? [loss] : []);
  return [...GRPO_LOSSES, ...since('4.2.1+', 'real'), ...since('4.2.2+', 'fipo')];
}

const lossType: Rule = {
  id: 'rlhf.loss-type',
  title: 'An unknown loss',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  commands: ['rlhf'],
  why: 'Nothing looks at the word before the first step.',
  source: 'TRL trl/trainer/dpo_config.py, loss_type; swift/megatron/trainers/grpo_trainer.py:1338 of 4.2.3',
  bad: [
    { flags: '--loss_type sigmod', command: 'rlhf' },
    {
      flags: '--rlhf_type grpo --vllm_mode colocate --reward_funcs accuracy --loss_type sigmoid',
      command: 'rlhf',
      release: '3.12.6',
    },
  ],
  good: [
    { flags: '--loss_type hinge', command: 'rlhf' },
    {
      flags: '--rlhf_type grpo --vllm_mode colocate --reward_funcs accuracy --loss_type dapo',
      command: 'rlhf',
      release: '3.12.6',
    },
    { flags: '--task_type embedding --loss_type infonce', release: '4.2.3' },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'loss_type');
    const [scalar] = given?.entry.values ?? [];
    const losses = lossesOf(facts);
    if (!given || scalar?.value === undefined || losses === undefined || losses.includes(scalar.value)) return [];
    const suggestion = findNearestNames(scalar.value, losses, 1)[0] ?? losses[0];
    return [
      {
        message: `loss_type \`${scalar.value}\` is unknown to rlhf_type ${flagValue(facts, 'rlhf_type')}, which has ${losses.join(', ')}.`,
        span: scalar.span,
        flags: ['loss_type', 'rlhf_type'],
        fixes: collectFixes(
          suggestion ? fixValue(given.entry, scalar, suggestion) : undefined,
          fixRemove(given.entry, 'loss_type'),
        ),
      },
    ];
  },
};

/** Flags of RLHF that do not fit the kind of training. */
export const rlhfFlagRules: readonly Rule[] = [rlhfFlagOutsideRlhf, teacherIsStudent, lossType];
