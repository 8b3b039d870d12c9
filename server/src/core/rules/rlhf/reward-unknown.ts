import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { collectFixes, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';
import { createGrpoExample, GRPO_FLAGS, isGrpo } from './common';

/** The built-in rewards of ms-swift. */
const REWARDS = ['toolbench', 'math', 'accuracy', 'format', 'react_format', 'cosine', 'repetition', 'soft_overlong'];

/** Whether all rewards are known. Plugins and Ray may add further ones. */
const areRewardsKnown = (facts: Facts): boolean =>
  isGrpo(facts) && isGiven(facts, 'external_plugins') === false && flagValue(facts, 'use_ray') !== true;

export const rewardUnknown: Rule = {
  id: 'rlhf.reward-unknown',
  title: 'Unknown reward function',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  commands: ['rlhf'],
  why: 'Rewards are looked up by name when the trainer is created. Python files given as external_plugins can add further ones.',
  source: 'swift/rewards/orm.py, orms, of 4.2.3; swift/megatron/trainers/grpo_trainer.py:166',
  bad: [createGrpoExample('', '4.2.3', GRPO_FLAGS.replace('accuracy', 'acuracy'))],
  good: [
    createGrpoExample(''),
    createGrpoExample('--external_plugins my.py', '4.2.3', GRPO_FLAGS.replace('accuracy', 'mine')),
  ],
  check: (facts) => {
    const given = findGiven(facts, 'reward_funcs');
    if (!given || !areRewardsKnown(facts)) return [];
    return given.entry.values.flatMap((scalar): Found[] => {
      const { value } = scalar;
      if (value === undefined || REWARDS.includes(value)) return [];
      const suggestion = findNearestNames(value, REWARDS, 1)[0] ?? 'accuracy';
      return [
        {
          message: `\`${value}\` is not a reward of ms-swift. Use one of ${REWARDS.join(', ')}, or load your own with external_plugins.`,
          span: scalar.span,
          flags: ['reward_funcs'],
          fixes: collectFixes(fixValue(given.entry, scalar, suggestion)),
        },
      ];
    });
  },
};
