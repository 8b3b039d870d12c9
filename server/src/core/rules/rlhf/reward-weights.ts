import { findGiven, isGiven } from '../../facts/givens';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { createGrpoExample, isGrpo } from './common';

export const rewardWeights: Rule = {
  id: 'rlhf.reward-weights',
  title: 'Different numbers of rewards and weights',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  commands: ['rlhf'],
  why: 'Each reward has one weight, in the same order. A gym environment, from 4.4 on, counts as one more reward.',
  source: 'swift/megatron/trainers/grpo_trainer.py:181 of 4.2.3',
  bad: [createGrpoExample('--reward_weights 1 2')],
  good: [createGrpoExample('--reward_weights 1'), createGrpoExample('')],
  check: (facts) => {
    const weights = findGiven(facts, 'reward_weights');
    const rewards = findGiven(facts, 'reward_funcs');
    if (!weights || !rewards || !isGrpo(facts) || isGiven(facts, 'gym_env') || isGiven(facts, 'use_gym_env')) return [];
    const [weightValues, rewardValues] = [weights.entry.values, rewards.entry.values];
    if ([...weightValues, ...rewardValues].some(({ maySplit }) => maySplit)) return [];
    if (weightValues.length === rewardValues.length) return [];
    return [
      {
        message: `The lists reward_weights (${weightValues.length}) and reward_funcs (${rewardValues.length}) differ in length. Give one weight for each reward.`,
        span: weights.entry.fullSpan,
        flags: ['reward_weights', 'reward_funcs'],
        related: [{ span: rewards.entry.fullSpan, message: `number of rewards: ${rewardValues.length}` }],
        fixes: [fixRemove(weights.entry, 'reward_weights')],
      },
    ];
  },
};
