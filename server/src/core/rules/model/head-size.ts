import type { Facts } from '../../facts/facts';
import { findAllGiven, isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const headSize: Rule = {
  id: 'model.head-size',
  title: 'Hidden size not divisible by the attention heads',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'If neither kv_channels nor head_dim of config.json gives the size of a head, it is hidden_size / num_attention_heads. The assertion that stops the run, after the data was prepared, has no message.',
  source: 'Megatron-LM core_r0.13.0 megatron/training/arguments.py:768',
  bad: [
    { flags: '--hidden_size 4096', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--num_attention_heads 6', model: { hidden_size: 3584, num_attention_heads: 28 } },
  ],
  good: [
    { flags: '--hidden_size 4096 --kv_channels 128', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--num_attention_heads 6', model: { hidden_size: 3584, num_attention_heads: 28, head_dim: 128 } },
    { flags: '--num_attention_heads 14', model: { hidden_size: 3584, num_attention_heads: 28 } },
    { flags: '--hidden_size 4096' },
  ],
  check: (facts) => {
    const [hidden, heads] = [numberOf(facts, 'hidden_size'), numberOf(facts, 'num_attention_heads')];
    if (hidden === undefined || heads === undefined || heads === 0 || hidden % heads === 0) return [];
    if (!facts.model || facts.model.has('kv_channels') || isGiven(facts, 'kv_channels') !== false) return [];
    const givens = findAllGiven(facts, ['num_attention_heads', 'hidden_size']);
    return [
      {
        message: `hidden_size ${hidden} is not a multiple of num_attention_heads ${heads}, and neither kv_channels nor config.json gives the size of a head.`,
        span: givens[0]?.entry.fullSpan ?? facts.config.head,
        flags: ['hidden_size', 'num_attention_heads', 'kv_channels'],
        fixes: givens.map(({ entry, flag }) => fixRemove(entry, flag?.name ?? '')),
      },
    ];
  },
};

function numberOf(facts: Facts, flag: string): number | undefined {
  const value = flagValue(facts, flag);
  return typeof value === 'number' ? value : undefined;
}
