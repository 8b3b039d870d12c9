import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { UNEVEN_SPLIT_FLAGS } from '../../facts/pipelineLayout';
import { flagValue } from '../../facts/values';
import { fixOf, fixSet } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const uniformBlockRange: Rule = {
  id: 'rec.uniform-block-range',
  title: 'Number of recomputed layers out of range',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'With uniform, the layers of a stage are walked through in units of that many: units of 0 layers never end, and up to Megatron core 0.16 an incomplete last unit asks for layers that do not exist. With block, that many layers of each stage are recomputed.',
  source:
    'Megatron-LM core_v0.13.1 megatron/core/transformer/transformer_block.py:431-452, core_v0.16.1 :537-558; core_v0.18.2 megatron/core/recompute.py:141-161; mcore-bridge v1.5.0 mcore_bridge/model/modules/transformer_block.py:205',
  bad: [
    { flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 0' },
    { flags: '--recompute_granularity full --recompute_method block --recompute_num_layers 0', release: '4.6.0' },
    {
      flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 3',
      model: { num_hidden_layers: 28 },
      release: '3.12.6',
    },
    {
      flags:
        '--recompute_granularity full --recompute_method block --recompute_num_layers 20 --pipeline_model_parallel_size 2',
      model: { num_hidden_layers: 28 },
    },
  ],
  good: [
    { flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 1' },
    {
      flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 4',
      model: { num_hidden_layers: 28 },
      release: '3.12.6',
    },
    // From mcore-bridge 1.5 on, the last unit may be shorter.
    {
      flags: '--recompute_granularity full --recompute_method uniform --recompute_num_layers 3',
      model: { num_hidden_layers: 28 },
      release: '4.6.0',
    },
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
    const method = flagValue(facts, 'recompute_method');
    const found =
      method === 'uniform' ? checkUnits(facts, count) : method === 'block' ? checkBlock(facts, count) : undefined;
    const flags = ['recompute_num_layers', 'recompute_method', 'pipeline_model_parallel_size', 'num_layers'];
    return found ? [{ span: given.entry.fullSpan, flags, ...found }] : [];
  },
};

type Problem = Pick<Found, 'message' | 'fixes' | 'severity' | 'outcome'>;

const fixUnits = (count: number) => fixSet('recompute_num_layers', count);

/** Checks the units of the method uniform. */
function checkUnits(facts: Facts, count: number): Problem | undefined {
  if (count < 1)
    return {
      severity: 'error',
      outcome: 'rejected',
      message: `recompute_num_layers ${count} never ends: with recompute_method uniform, the layers are walked through in units of that many. 1 saves the most memory.`,
      fixes: [fixUnits(1)],
    };
  const layers = layersOfStage(facts);
  if (layers === undefined || layers % count === 0 || !isInRange(facts.release.version, '3.7-3.12')) return undefined;
  const nearest = findNearestDivisor(layers, count);
  return {
    severity: 'error',
    outcome: 'rejected',
    message: `recompute_num_layers ${count} does not divide the ${layers} layers of a pipeline stage. With recompute_method uniform, the last unit asks for layers that do not exist, and the first step stops with an IndexError.`,
    fixes: [fixUnits(nearest), ...(nearest === 1 ? [] : [fixUnits(1)])],
  };
}

/** Checks the number of layers of the method block. */
function checkBlock(facts: Facts, count: number): Problem | undefined {
  if (count < 1)
    return {
      message: `recompute_num_layers ${count} recomputes nothing. With recompute_method block, it is the number of recomputed layers of each pipeline stage.`,
      fixes: [
        fixOf(
          'Recompute all layers',
          { op: 'set', flag: 'recompute_method', values: ['uniform'] },
          { op: 'set', flag: 'recompute_num_layers', values: ['1'] },
        ),
      ],
    };
  const layers = layersOfStage(facts);
  if (layers === undefined || count <= layers) return undefined;
  return {
    message: `recompute_num_layers ${count} is more than the ${layers} layers of a pipeline stage, so all of them are recomputed. With recompute_method block, the number is for each stage.`,
    fixes: [fixUnits(layers)],
  };
}

/** Flags that divide the layers otherwise than evenly among the pipeline stages, or a stage into virtual ones. */
const OTHER_SPLIT_FLAGS = [
  ...UNEVEN_SPLIT_FLAGS,
  'pipeline_model_parallel_layout',
  'num_layers_per_virtual_pipeline_stage',
  'num_virtual_stages_per_pipeline_rank',
  'virtual_pipeline_model_parallel_size',
];

/** Returns the layers of each pipeline stage; undefined if they are unknown or differ. */
function layersOfStage(facts: Facts): number | undefined {
  if (OTHER_SPLIT_FLAGS.some((flag) => isGiven(facts, flag) !== false)) return undefined;
  return facts.layout.layersPerStage;
}

/** Limit on the divisors that are tried, which suffices for every real number of layers. */
const MAX_TRIED_DIVISORS = 10_000;

/** Returns the divisor of a number that is nearest to another one; of two, the smaller. */
function findNearestDivisor(number: number, to: number): number {
  let nearest = 1;
  const consider = (divisor: number): void => {
    const isNearer = Math.abs(divisor - to) - Math.abs(nearest - to) || divisor - nearest;
    if (isNearer < 0) nearest = divisor;
  };
  for (let divisor = 1; divisor * divisor <= number && divisor <= MAX_TRIED_DIVISORS; divisor++) {
    if (number % divisor !== 0) continue;
    consider(divisor);
    consider(number / divisor);
  }
  return nearest;
}
