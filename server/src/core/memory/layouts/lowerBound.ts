import { countTokens } from '../activations';
import { countInFlight } from '../inFlight';
import { createLayerCosts } from '../layerCosts';
import { computeLogits } from '../logits';
import { keepActivations } from '../recompute';
import { computeOutside, GIB } from '../reserved';
import type { RunShape } from '../runShape';
import { contentOfStages } from '../stages';
import { computeState } from '../state';
import { applyCandidate, type Candidate, microBatchesOf } from './candidate';

/**
 * Returns a function that computes a lower bound of the memory of layouts with the same parallel sizes, in GiB: that of
 * the first and the last stage, without what the allocator adds. It costs much less than an estimate, and a search asks
 * for it thousands of times.
 */
export function createLowerBound(
  base: RunShape,
  sizes: Pick<Candidate, 'parallel' | 'split'>,
): (candidate: Candidate) => number {
  const contents = contentOfStages({ ...base, ...sizes });
  const ends = contents?.filter(({ isFirst, isLast }) => isFirst || isLast) ?? [];
  const outside = computeOutside({ ...base, ...sizes });
  const costsBySize = new Map<number, ReturnType<typeof createLayerCosts>>();
  let states: number[] | undefined;
  return (candidate) => {
    if (!contents) return Number.POSITIVE_INFINITY;
    const shape = applyCandidate(base, candidate);
    const counts = countTokens(shape);
    const costsOf = costsBySize.get(candidate.microBatch) ?? createLayerCosts(shape, counts);
    costsBySize.set(candidate.microBatch, costsOf);
    states ??= ends.map((content) =>
      Object.values(computeState(shape, content, costsOf)).reduce((sum, bytes) => sum + bytes, 0),
    );
    const microBatches = microBatchesOf(base.batch.globalBatch, candidate);
    const bytes = ends.map((content, index) => {
      const { kept, again } = keepActivations(shape, content.chunks, costsOf);
      const logits = content.isLast ? computeLogits(shape, content.predictors, counts) : 0;
      const inFlight = countInFlight(sizes.parallel, content.index, microBatches);
      return (states?.[index] ?? 0) + kept * inFlight + Math.max(again, logits);
    });
    return (Math.max(...bytes) + outside) / GIB;
  };
}
