import { nameOfCommand } from '../../config/lookup';
import { findGiven, type GivenFlag } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** Flags that only RLHF reads. Those that name an adapter or a teacher are read by every command. */
const RLHF_FLAGS = [
  'beta',
  'rpo_alpha',
  'ref_load',
  'ref_model',
  'mcore_ref_model',
  'reference_free',
  'label_smoothing',
  'f_divergence_type',
  'desirable_weight',
  'undesirable_weight',
  'center_rewards_coefficient',
  'num_generations',
  'reward_funcs',
];

export const flagInSft: Rule = {
  id: 'rlhf.flag-in-sft',
  title: 'RLHF flag outside megatron rlhf',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7+',
  commands: ['pt', 'sft'],
  why: 'All Megatron commands share their flags, so this one is accepted silently.',
  source: 'swift/megatron/argument/megatron_args.py, RLHFMegatronArgumentsMixin',
  bad: [{ flags: '--beta 0.5' }, { flags: '--num_generations 4', release: '4.2.3' }],
  good: [{ flags: '--beta 0.5', command: 'rlhf' }, { flags: '--reference_free false' }, { flags: '--lr 1e-5' }],
  check: (facts) => {
    if (flagValue(facts, 'rlhf_type') !== null) return [];
    return RLHF_FLAGS.flatMap((flag): Found[] => {
      const given = findGiven(facts, flag);
      if (!given || isDefault(given)) return [];
      return [
        {
          message: `${flag} has no effect in ${nameOfCommand(facts.config.command)}; only megatron rlhf reads it.`,
          span: given.entry.fullSpan,
          flags: [flag],
          fixes: [{ ...fixRemove(given.entry, flag), safe: true }],
        },
      ];
    });
  },
};

/** Whether the value is the default of the release, which needs no word. */
const isDefault = ({ value, form }: GivenFlag): boolean =>
  value !== undefined && JSON.stringify(value) === JSON.stringify(form?.default);
