import { memoize } from '../../catalog/memoize';
import { countTokens } from '../activations';
import { countInFlight } from '../inFlight';
import { createLayerCosts } from '../layerCosts';
import { computeLogits } from '../logits';
import { keepActivations } from '../recompute';
import { computeOutside, GIB } from '../reserved';
import type { RunShape } from '../runShape';
import { contentOfStages } from '../stages';
import { computeState } from '../state';
import { type Candidate, microBatchesOf } from './candidate';

/** Bytes of one stage for a form of recomputation, for one sample at once. They grow with the samples. */
type KeptBytes = ReturnType<typeof keepActivations>;

/**
 * Returns a function that computes a lower bound of the memory of layouts with the same parallel sizes, in GiB: that of
 * the first and the last stage, without what the allocator adds. It costs much less than an estimate, and a search asks
 * for it thousands of times.
 */
export function createLowerBound(
  base: RunShape,
  { parallel, split }: Pick<Candidate, 'parallel' | 'split'>,
): (candidate: Candidate) => number {
  const single = { ...base, parallel, split, batch: { ...base.batch, microBatch: 1 } };
  const ends = contentOfStages(single)?.filter(({ isFirst, isLast }) => isFirst || isLast);
  if (!ends) return () => Number.POSITIVE_INFINITY;
  const costsOf = createLayerCosts(single, countTokens(single));
  const states = ends.map((content) =>
    Object.values(computeState(single, content, costsOf)).reduce((sum, bytes) => sum + bytes, 0),
  );
  const keptOf = memoize((recompute: Candidate['recompute']): KeptBytes[] =>
    ends.map(({ chunks }) => keepActivations({ ...single, recompute }, chunks, costsOf)),
  );
  const logitsOf = memoize((microBatch: number): number[] => {
    const shape = { ...single, batch: { ...single.batch, microBatch } };
    return ends.map(({ isLast, predictors }) => (isLast ? computeLogits(shape, predictors, countTokens(shape), 1) : 0));
  });
  const outside = computeOutside({ ...base, parallel });
  return (candidate) => {
    const { microBatch } = candidate;
    const [kept, logits] = [keptOf(candidate.recompute), logitsOf(microBatch)];
    const microBatches = microBatchesOf(base.batch.globalBatch, candidate);
    const bytes = ends.map(({ index }, position) => {
      const own = kept[position] ?? { kept: 0, again: 0 };
      const activations = own.kept * microBatch * countInFlight(parallel, index, microBatches);
      return (states[position] ?? 0) + activations + Math.max(own.again * microBatch, logits[position] ?? 0);
    });
    return (Math.max(...bytes) + outside) / GIB;
  };
}
