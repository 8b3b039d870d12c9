import { isInRange } from '../../catalog/release';
import type { Value } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven, isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

/** Settings that GRPO under Megatron refuses, and the releases that do so. */
const REFUSED_SETTINGS: readonly {
  flag: string;
  releases: string;
  refuses: (value: Value) => boolean;
  reason: string;
}[] = [
  { flag: 'async_generate', releases: '3.11+', refuses: (value) => value === true, reason: 'is not supported' },
  { flag: 'sync_ref_model', releases: '3.11+', refuses: (value) => value === true, reason: 'is not supported' },
  {
    flag: 'multi_turn_scheduler',
    releases: '3.11-4.2',
    refuses: (value) => value !== null && value !== '',
    reason: 'is not supported before 4.3',
  },
  {
    flag: 'num_iterations',
    releases: '3.11+',
    refuses: (value) => typeof value === 'number' && value > 1,
    reason: 'has to be 1',
  },
  {
    flag: 'dataset_shuffle',
    releases: '3.11-4.2.0',
    refuses: (value) => value === false,
    reason: 'has to be true before 4.2.1',
  },
  {
    flag: 'log_entropy',
    releases: '3.11-3.12.0',
    refuses: (value) => value === true,
    reason: 'is not supported before 3.12.1',
  },
  {
    flag: 'top_entropy_quantile',
    releases: '3.11-3.12.0',
    refuses: (value) => typeof value === 'number' && value < 1,
    reason: 'has to be 1 before 3.12.1',
  },
  {
    flag: 'use_vllm',
    releases: '3.11+',
    refuses: (value) => value === false,
    reason: 'has to be true: answers are sampled with vLLM',
  },
];

const GRPO_FLAGS = '--rlhf_type grpo --vllm_mode colocate --reward_funcs accuracy --num_generations 2';
const env = { NPROC_PER_NODE: '8' };
const createGrpoExample = (more: string, release = '4.2.3') => ({
  flags: `${GRPO_FLAGS} ${more}`,
  command: 'rlhf' as const,
  release,
  env,
});
const isGrpo = (facts: Facts): boolean => flagValue(facts, 'rlhf_type') === 'grpo';

const grpoUnsupported: Rule = {
  id: 'rlhf.grpo-unsupported',
  title: 'A setting that GRPO under Megatron refuses',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  why: 'The flags exist because swift rlhf has them. Under Megatron they are refused before anything is loaded.',
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
    return REFUSED_SETTINGS.flatMap(({ flag, releases, refuses, reason }): Found[] => {
      const given = findGiven(facts, flag);
      if (given?.value === undefined || !refuses(given.value) || !isInRange(facts.release.version, releases)) return [];
      // With Ray the sampling is somebody else's, since 4.3.
      if (flag === 'use_vllm' && flagValue(facts, 'use_ray') !== false && isInRange(facts.release.version, '4.3+'))
        return [];
      return [
        {
          message: `GRPO: ${flag} ${printValue(given.value)} ${reason}.`,
          span: given.entry.fullSpan,
          flags: [flag, 'rlhf_type'],
          fixes: [fixRemove(given.entry, flag)],
        },
      ];
    });
  },
};

/** The rewards that ms-swift brings along. */
const REWARDS = ['toolbench', 'math', 'accuracy', 'format', 'react_format', 'cosine', 'repetition', 'soft_overlong'];

/** Words that cannot be known, and code of the user's own that may add rewards, keep this silent. */
const areRewardsKnown = (facts: Facts): boolean =>
  isGrpo(facts) && isGiven(facts, 'external_plugins') === false && flagValue(facts, 'use_ray') !== true;

const unknownReward: Rule = {
  id: 'rlhf.reward-unknown',
  title: 'An unknown reward',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  commands: ['rlhf'],
  why: 'Rewards are looked up by name when the trainer is made. Further ones come from Python files given as external_plugins.',
  source: 'swift/rewards/orm.py, orms, of 4.2.3; swift/megatron/trainers/grpo_trainer.py:166',
  bad: [{ ...createGrpoExample(''), flags: GRPO_FLAGS.replace('accuracy', 'acuracy') }],
  good: [
    createGrpoExample(''),
    {
      ...createGrpoExample('--external_plugins my.py'),
      flags: `${GRPO_FLAGS.replace('accuracy', 'mine')} --external_plugins my.py`,
    },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'reward_funcs');
    if (!given || !areRewardsKnown(facts)) return [];
    return given.entry.values.flatMap((scalar): Found[] => {
      const { value } = scalar;
      if (value === undefined || REWARDS.includes(value)) return [];
      const suggestion = [...findNearestNames(value, REWARDS, 1), 'accuracy'][0];
      return [
        {
          message: `\`${value}\` is no reward of ms-swift, which has ${REWARDS.join(', ')}. Own ones come with external_plugins.`,
          span: scalar.span,
          flags: ['reward_funcs'],
          fixes: collectFixes(suggestion ? fixValue(given.entry, scalar, suggestion) : undefined),
        },
      ];
    });
  },
};

const rewardWeights: Rule = {
  id: 'rlhf.reward-weights',
  title: 'Another number of weights than of rewards',
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
    if (
      weightValues.length === rewardValues.length ||
      [...weightValues, ...rewardValues].some(({ maySplit: splice }) => splice)
    )
      return [];
    return [
      {
        message: `${rewardValues.length} reward_funcs need as many reward_weights, and there are ${weightValues.length}.`,
        span: weights.entry.fullSpan,
        flags: ['reward_weights', 'reward_funcs'],
        related: [{ span: rewards.entry.fullSpan, message: `${rewardValues.length} rewards` }],
        fixes: [fixRemove(weights.entry, 'reward_weights')],
      },
    ];
  },
};

const serverLists: Rule = {
  id: 'rlhf.vllm-server-lists',
  title: 'Addresses of vLLM servers that do not match',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  commands: ['rlhf'],
  why: 'Hosts, ports and group ports belong together by their place in the lists. vllm_server_port is 8000 unless it is given.',
  source: 'swift/trainers/rlhf_trainer/vllm_client.py, VLLMClient, of 3.12.6',
  bad: [
    {
      ...createGrpoExample(''),
      flags: `${GRPO_FLAGS.replace('colocate', 'server')} --vllm_server_host 10.0.0.2 10.0.0.3`,
    },
    {
      ...createGrpoExample(''),
      flags: `${GRPO_FLAGS.replace('colocate', 'server')} --vllm_server_host 10.0.0.2 --vllm_server_group_port 1 2`,
    },
  ],
  good: [
    {
      ...createGrpoExample(''),
      flags: `${GRPO_FLAGS.replace('colocate', 'server')} --vllm_server_host 10.0.0.2 10.0.0.3 --vllm_server_port 8000 8000`,
    },
    {
      ...createGrpoExample(''),
      flags: `${GRPO_FLAGS.replace('colocate', 'server')} --vllm_server_base_url http://10.0.0.2:8000`,
    },
  ],
  check: (facts) => {
    if (flagValue(facts, 'vllm_mode') !== 'server' || flagValue(facts, 'use_vllm') !== true) return [];
    const countItems = (flag: string): number | undefined => {
      const value = flagValue(facts, flag);
      return Array.isArray(value) ? value.length : undefined;
    };
    const urls = countItems('vllm_server_base_url');
    const [hosts, ports, groups] = [
      countItems('vllm_server_host'),
      countItems('vllm_server_port'),
      countItems('vllm_server_group_port'),
    ];
    if (urls === undefined && hosts !== undefined && ports !== undefined && hosts !== ports)
      return [
        reportMismatch(
          facts,
          `${hosts} vllm_server_host and ${ports} vllm_server_port do not match.`,
          'vllm_server_port',
          'vllm_server_host',
        ),
      ];
    const servers = urls ?? hosts;
    if (servers === undefined || groups === undefined || groups === servers) return [];
    return [
      reportMismatch(
        facts,
        `${groups} vllm_server_group_port are given for ${servers} servers.`,
        'vllm_server_group_port',
      ),
    ];
  },
};

function reportMismatch(facts: Facts, message: string, ...flags: string[]): Found {
  const [given] = findAllGiven(facts, flags);
  return {
    message,
    span: given?.entry.fullSpan ?? facts.config.head,
    flags,
    fixes: given ? [fixRemove(given.entry, given.flag?.name ?? '')] : [],
  };
}

/** Sampling, rewards and servers of GRPO. */
export const grpoRules: readonly Rule[] = [grpoUnsupported, unknownReward, rewardWeights, serverLists];
