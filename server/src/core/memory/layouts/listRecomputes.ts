import type { Recompute, RunShape } from '../runShape';
import type { SearchLimits } from './candidate';
import type { SizedSplit } from './listSizes';

const NOTHING = {
  isBlock: false,
  layers: 1,
  attention: false,
  mlp: false,
  experts: false,
  expertActivation: false,
  sharedExperts: false,
  upProjection: false,
};

/**
 * Returns a function that lists the forms of recomputation for a division of the layers, from the one that computes the
 * least again to the one that keeps the least.
 */
export function createRecomputes(base: RunShape, limits: SearchLimits): (sizes: SizedSplit) => readonly Recompute[] {
  const known = new Map<number, readonly Recompute[]>();
  return ({ parallel, split }) => {
    // Blocks of layers need stages of one size.
    const isEven = split.last === undefined;
    const layers = isEven ? base.model.layers / (parallel.pipeline * parallel.virtual) : 0;
    const list = known.get(layers) ?? listRecomputes(base, layers, limits);
    known.set(layers, list);
    return list;
  };
}

function listRecomputes({ model, isUnfused }: RunShape, layers: number, { canKeepAll }: SearchLimits): Recompute[] {
  const attention: Recompute = { ...NOTHING, granularity: 'selective', attention: true };
  const part: Recompute = {
    ...NOTHING,
    granularity: 'selective',
    ...(model.experts ? { experts: true } : { mlp: true }),
  };
  return [
    canKeepAll ? { ...NOTHING, granularity: 'none' } : attention,
    ...(canKeepAll && isUnfused ? [attention] : []),
    part,
    ...blockSizes(layers).map(
      (count): Recompute => ({ ...NOTHING, granularity: 'full', isBlock: true, layers: count }),
    ),
    { ...NOTHING, granularity: 'full' },
  ];
}

/** A quarter, half and three quarters of the layers of a stage. */
const blockSizes = (layers: number): number[] => [
  ...new Set(
    [0.25, 0.5, 0.75].map((share) => Math.round(share * layers)).filter((count) => count > 0 && count < layers),
  ),
];
