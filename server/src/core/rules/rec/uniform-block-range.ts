import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixSet } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

export const uniformBlockRange: Rule = {
  id: 'rec.uniform-block-range',
  title: 'Number of recomputed layers out of range',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'Megatron documents a range from 1 to the layers of a pipeline stage but does not enforce it: a larger number means all layers, a smaller one none or a crash.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/transformer/transformer_config.py:792',
  bad: [
    { flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 0' },
    {
      flags:
        '--recompute_granularity full --recompute_method block --recompute_num_layers 20 --pipeline_model_parallel_size 2',
      model: { num_hidden_layers: 28 },
    },
  ],
  good: [
    { flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 1' },
    {
      flags:
        '--recompute_granularity full --recompute_method block --recompute_num_layers 14 --pipeline_model_parallel_size 2',
      model: { num_hidden_layers: 28 },
    },
  ],
  check: (facts) => {
    const given = findGiven(facts, 'recompute_num_layers');
    const count = given?.value;
    if (!given || typeof count !== 'number' || flagValue(facts, 'recompute_granularity') !== 'full') return [];
    const layers = flagValue(facts, 'num_layers');
    const stages = flagValue(facts, 'pipeline_model_parallel_size');
    const maximum =
      typeof layers === 'number' && typeof stages === 'number' && stages > 0 ? Math.ceil(layers / stages) : undefined;
    if (count >= 1 && (maximum === undefined || count <= maximum)) return [];
    const to = count < 1 || maximum === undefined ? 1 : maximum;
    const bound = count < 1 ? 'at least 1' : `at most ${maximum}: ${layers} layers in ${stages} pipeline stages`;
    return [
      {
        message: `recompute_num_layers ${count} is out of range; it must be ${bound}.`,
        span: given.entry.fullSpan,
        flags: ['recompute_num_layers', 'pipeline_model_parallel_size', 'num_layers'],
        fixes: [fixSet('recompute_num_layers', to)],
      },
    ];
  },
};
