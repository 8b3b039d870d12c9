import type { Value } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import type { Change } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import type { Candidate } from '../../memory/layouts/candidate';

/** Flags for virtual stages, of which a release has some. The last one counts layers. */
const VIRTUAL_FLAGS = [
  'virtual_pipeline_model_parallel_size',
  'num_virtual_stages_per_pipeline_rank',
  'num_layers_per_virtual_pipeline_stage',
];

/** Returns the name of the flag that sets the number of virtual stages in the release of a run. */
export const virtualFlagOf = (facts: Facts): string | undefined =>
  VIRTUAL_FLAGS.slice(0, 2).find((name) => formsOf(facts).has(name));

const formsOf = ({ catalog, release, config }: Facts) => catalog.view(release.version, config.command).forms;

/** Returns the changes that give a run a layout. Flags that have their value already are not touched. */
export function listLayoutChanges(facts: Facts, layout: Candidate, layers: number): Change[] {
  const wanted = listWantedValues(facts, layout, layers);
  const forms = formsOf(facts);
  return [...wanted].flatMap(([flag, value]): Change[] => {
    const given = findGiven(facts, flag);
    if (!forms.has(flag) || isEqual(flagValue(facts, flag), value)) return [];
    if (given && value === null) return [{ op: 'remove', entry: given.entry }];
    if (value === null) return [];
    const values = Array.isArray(value) ? value.map(printValue) : [printValue(value)];
    return [{ op: 'set', flag, values }];
  });
}

/** Returns the value that each flag of the layout must have; null for a flag that must not be given. */
function listWantedValues(facts: Facts, { parallel, split, microBatch, recompute }: Candidate, layers: number) {
  const { granularity, isBlock, attention, mlp, experts } = recompute;
  const isFull = granularity === 'full';
  const modules = [...(attention ? ['core_attn'] : []), ...(mlp ? ['mlp'] : []), ...(experts ? ['moe'] : [])];
  const hasExperts = facts.layout.experts !== undefined && facts.layout.experts > 0;
  const virtualFlag = virtualFlagOf(facts);
  return new Map<string, Value>([
    ['tensor_model_parallel_size', parallel.tensor],
    ['sequence_parallel', parallel.sequence],
    ['pipeline_model_parallel_size', parallel.pipeline],
    ['pipeline_model_parallel_layout', null],
    ['account_for_embedding_in_pipeline_split', false],
    ['account_for_loss_in_pipeline_split', false],
    ['decoder_first_pipeline_num_layers', null],
    ['decoder_last_pipeline_num_layers', split.last ?? null],
    ...VIRTUAL_FLAGS.map(
      (name) => [name, name === virtualFlag && parallel.virtual > 1 ? parallel.virtual : null] as const,
    ),
    ['context_parallel_size', parallel.context],
    ...(hasExperts
      ? ([
          ['expert_model_parallel_size', parallel.expert],
          ['expert_tensor_parallel_size', parallel.expertTensor],
        ] as const)
      : []),
    ['micro_batch_size', microBatch],
    ['moe_layer_recompute', false],
    ['recompute_granularity', granularity],
    ['recompute_method', isFull ? (isBlock ? 'block' : 'uniform') : null],
    ['recompute_num_layers', isFull ? Math.min(recompute.layers, layers) : null],
    ...(granularity === 'selective' ? ([['recompute_modules', modules]] as const) : []),
  ]);
}

const isEqual = (a: Value | undefined, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);
