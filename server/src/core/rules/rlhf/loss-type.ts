import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { collectFixes, fixRemove, fixValue } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { findNearestNames } from '../../text/spelling';

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

/** Returns the loss types of the kind of training; undefined if any value is accepted. */
function knownLossesOf(facts: Facts): string[] | undefined {
  const type = flagValue(facts, 'rlhf_type');
  if (type === 'dpo') return isInRange(facts.release.version, '3.7-4.0.2') ? DPO_LOSSES : undefined;
  if (type !== 'grpo') return undefined;
  const lossOf = (releases: string, loss: string): string[] =>
    isInRange(facts.release.version, releases) ? [loss] : [];
  return [...GRPO_LOSSES, ...lossOf('4.2.1+', 'real'), ...lossOf('4.2.2+', 'fipo')];
}

export const lossType: Rule = {
  id: 'rlhf.loss-type',
  title: 'Unknown loss type',
  supersedes: ['rlhf.dpo-loss'],
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  commands: ['rlhf'],
  why: 'The value is not checked before the first step. Up to 4.0.2 TRL computes the loss of DPO: 0.19 and older stop at an unknown one, newer ones train with sigmoid; later releases never read it.',
  source: 'TRL trl/trainer/dpo_config.py, loss_type; swift/megatron/trainers/grpo_trainer.py:1338 of 4.2.3',
  bad: [
    { flags: '--loss_type sigmod', command: 'rlhf', release: '3.12.6' },
    {
      flags: '--rlhf_type grpo --vllm_mode colocate --reward_funcs accuracy --loss_type sigmoid',
      command: 'rlhf',
      release: '3.12.6',
    },
  ],
  good: [
    { flags: '--loss_type hinge', command: 'rlhf', release: '3.12.6' },
    // Every DPO run trains with sigmoid there.
    { flags: '--loss_type sigmod', command: 'rlhf', release: '4.6.0' },
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
    const losses = knownLossesOf(facts);
    if (!given || scalar?.value === undefined || losses === undefined || losses.includes(scalar.value)) return [];
    const suggestion = findNearestNames(scalar.value, losses, 1)[0] ?? losses[0];
    return [
      {
        message: `loss_type \`${scalar.value}\` is unknown for rlhf_type ${flagValue(facts, 'rlhf_type')}. Use one of ${losses.join(', ')}.`,
        span: scalar.span,
        flags: ['loss_type', 'rlhf_type'],
        // Newer releases of TRL train with sigmoid instead of stopping.
        ...(flagValue(facts, 'rlhf_type') === 'dpo' && { severity: 'warning', outcome: 'risky' }),
        fixes: collectFixes(
          suggestion ? fixValue(given.entry, scalar, suggestion) : undefined,
          fixRemove(given.entry, 'loss_type'),
        ),
      },
    ];
  },
};
