import { fullestOf } from '../../memory/fit';
import { dataParallelOf } from '../../memory/layouts/candidate';
import type { RankedLayout } from '../../memory/layouts/searchLayouts';
import type { Slowdown } from '../../memory/layouts/slowdown';
import { nameFullestPart } from '../../memory/reason';
import { pluralize } from '../../text/plural';
import { formatCardSize } from '../memoryPicture/cardSize';
import { PART_LABELS } from '../memoryPicture/memoryRows';
import type { FoundLayouts } from './findLayouts';

/** Formats the parallel sizes of a layout: `TP 2 · PP 4 · DP 2 · micro-batch 1`. */
export function formatSizes({ parallel, split, microBatch }: RankedLayout): string {
  const { tensor, pipeline, virtual, context, expert } = parallel;
  const sizes = [
    ['TP', tensor],
    ['PP', pipeline],
    ['CP', context],
    ['EP', expert],
  ] as const;
  return [
    ...sizes.flatMap(([name, size]) => (size > 1 ? [`${name} ${size}`] : [])),
    ...(virtual > 1 ? [`${virtual} virtual stages`] : []),
    ...(split.last === undefined ? [] : [`last stage ${pluralize(split.last, 'layer')}`]),
    `DP ${dataParallelOf(parallel)}`,
    `micro-batch ${microBatch}`,
  ].join(' · ');
}

/** Describes what the backward pass computes again. */
function describeRecompute({ recompute, parallel, slowdown }: RankedLayout, layers: number): string {
  const { granularity, isBlock, mlp, experts } = recompute;
  const more = `, about ${Math.max(1, Math.round(100 * slowdown.recompute))} % more compute`;
  if (granularity === 'none') return 'nothing recomputed';
  if (granularity === 'full' && !isBlock) return `all layers recomputed${more}`;
  const perStage = Math.floor(layers / (parallel.pipeline * parallel.virtual));
  if (granularity === 'full')
    return `${recompute.layers} of ${perStage} layers ${parallel.pipeline > 1 ? 'of each stage ' : ''}recomputed${more}`;
  if (experts) return `experts recomputed${more}`;
  return mlp ? `MLPs recomputed${more}` : 'only attention recomputed';
}

/** Describes why a layout is as fast as it is, from the facts that are certain. */
export function describeSpeed(layout: RankedLayout, { shape, gpusPerNode }: FoundLayouts): string {
  const { tensor, pipeline, context, expert, expertTensor } = layout.parallel;
  const idle = layout.slowdown.idle / (1 + layout.slowdown.idle);
  const groups = [
    ...(tensor > 1 ? [{ name: 'TP', size: tensor }] : []),
    ...(context > 1 ? [{ name: 'CP', size: tensor * context }] : []),
    ...(expert > 1 ? [{ name: 'EP', size: expert * expertTensor }] : []),
  ];
  const namesOf = (isAcross: boolean): string =>
    groups.flatMap(({ name, size }) => (size > gpusPerNode === isAcross ? name : [])).join(' and ');
  const [within, across] = [namesOf(false), namesOf(true)];
  return [
    describeRecompute(layout, shape.model.layers),
    ...(pipeline > 1 ? [`pipeline idle ${formatShare(idle)}`] : []),
    ...(within === '' ? [] : [`${within} within a node`]),
    ...(across === '' ? [] : [`${across} across nodes`]),
  ].join('; ');
}

const formatShare = (share: number): string => (share < 0.01 ? 'under 1 %' : `${Math.round(100 * share)} %`);

/** Names of the reasons for a slowdown. */
const SLOWDOWN_NAMES: Readonly<Record<keyof Slowdown, string>> = {
  recompute: 'recomputation',
  idle: 'idle stages of the pipeline',
  imbalance: 'stages with unequal work',
  tensorTraffic: 'traffic of tensor parallelism',
  contextTraffic: 'traffic of context parallelism',
  expertTraffic: 'traffic of expert parallelism',
  pipelineTraffic: 'traffic of the pipeline',
  gradientTraffic: 'the exchange of gradients',
  smallKernels: 'small kernels',
};

/** Names the factor that limits the speed of a layout most. */
function nameLimit({ slowdown }: RankedLayout): string {
  const names = Object.keys(SLOWDOWN_NAMES) as (keyof Slowdown)[];
  const [most] = names.sort((a, b) => slowdown[b] - slowdown[a]);
  return SLOWDOWN_NAMES[most ?? 'smallKernels'];
}

/** Describes the run that layouts were searched for. */
export function describeSearch({ shape, card, gpusPerNode }: FoundLayouts): string {
  const { worldSize } = shape.parallel;
  const nodes = Math.ceil(worldSize / gpusPerNode);
  const { sequence, globalBatch } = shape.batch;
  return [
    `${pluralize(worldSize, 'GPU')} on ${pluralize(nodes, 'node')}`,
    formatCardSize(card),
    `${sequence} tokens`,
    `global batch ${globalBatch}`,
  ].join(' · ');
}

/** Describes the memory of the fullest GPU by its parts. */
export function describeParts({ memory }: RankedLayout): string {
  const { parts, used } = fullestOf(memory);
  const names = (Object.keys(parts) as (keyof typeof parts)[]).filter((name) => parts[name] >= 0.05);
  return `${used.toFixed(1)} GiB: ${names.map((name) => `${PART_LABELS[name][1]} ${parts[name].toFixed(1)}`).join(', ')}`;
}

/** Names the memory of the fullest GPU, and what most of it is for. */
export function describeSum({ memory }: RankedLayout): string {
  return `${fullestOf(memory).used.toFixed(1)} GiB, mostly ${nameFullestPart(memory)}`;
}

/** Names what limits a layout: the part of the fullest GPUs' memory, and the greatest slowdown. */
export const describeLimit = (layout: RankedLayout): string =>
  `memory is limited by ${nameFullestPart(layout.memory)}, speed by ${nameLimit(layout)}`;

/** Says that no layout fits, and how much the smallest one needs. */
export function describeNoFit({ smallest, card, rejected }: FoundLayouts): string {
  if (rejected > 0)
    return `${pluralize(rejected, 'layout')} would fit, but a rule rejects each. Fix the errors of the command first.`;
  if (!smallest) return 'No layout divides these GPUs, the layers and the global batch.';
  const { used } = fullestOf(smallest.memory);
  return `No layout fits ${formatCardSize(card)}. The smallest needs ${used.toFixed(0)} GiB (${formatSizes(smallest)}). Use more GPUs, shorter samples or LoRA.`;
}
