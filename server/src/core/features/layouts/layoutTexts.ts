import { dataParallelOf } from '../../memory/layouts/candidate';
import type { RankedLayout } from '../../memory/layouts/searchLayouts';
import type { Slowdown } from '../../memory/layouts/slowdown';

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
    ...(split.last === undefined ? [] : [`last stage ${split.last} layers`]),
    `DP ${dataParallelOf(parallel)}`,
    `micro-batch ${microBatch}`,
  ].join(' · ');
}

/** Describes what the backward pass computes again. */
export function describeRecompute({ recompute, parallel, slowdown }: RankedLayout, layers: number): string {
  const { granularity, isBlock, mlp, experts } = recompute;
  const more = `about ${Math.max(1, Math.round(100 * slowdown.recompute))} % more compute`;
  if (granularity === 'none') return 'nothing is recomputed';
  if (granularity === 'full' && !isBlock) return `all layers are recomputed (${more})`;
  const perStage = Math.floor(layers / (parallel.pipeline * parallel.virtual));
  if (granularity === 'full')
    return `${recompute.layers} of ${perStage} layers ${parallel.pipeline > 1 ? 'of each stage ' : ''}are recomputed (${more})`;
  if (experts) return `the experts are recomputed (${more})`;
  return mlp ? `the MLPs are recomputed (${more})` : 'only attention is recomputed';
}

/** Describes why a layout is as fast as it is, from the facts that are certain. */
export function describeSpeed(layout: RankedLayout, layers: number, gpusPerNode: number): string {
  const { tensor, pipeline, context, expert, expertTensor } = layout.parallel;
  const idle = layout.slowdown.idle / (1 + layout.slowdown.idle);
  const placeOf = (size: number): string => (size > gpusPerNode ? 'across nodes' : 'within a node');
  const parts = [
    describeRecompute(layout, layers),
    pipeline > 1 ? `the pipeline idles for ${formatShare(idle)} of a step` : 'no pipeline idles',
    ...(tensor > 1 ? [`tensor parallelism ${placeOf(tensor)}`] : []),
    ...(context > 1 ? [`context parallelism ${placeOf(tensor * context)}`] : []),
    ...(expert > 1 ? [`expert parallelism ${placeOf(expert * expertTensor)}`] : []),
  ];
  return parts.join('; ');
}

const formatShare = (share: number): string => (share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`);

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
export function nameLimit({ slowdown }: RankedLayout): string {
  const names = Object.keys(SLOWDOWN_NAMES) as (keyof Slowdown)[];
  const [most] = names.sort((a, b) => slowdown[b] - slowdown[a]);
  return SLOWDOWN_NAMES[most ?? 'smallKernels'];
}
