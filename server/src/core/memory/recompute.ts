import type { LayerActivations } from './activations';
import type { LayerCosts } from './layerCosts';
import { groupLayers } from './layerGroups';
import { hasExpertsAt } from './parameters';
import type { RunShape } from './runShape';
import type { LayerRange } from './stages';

/** Bytes of the layers of one stage, for one micro-batch. */
export interface KeptActivations {
  /** Kept until the backward pass. */
  kept: number;
  /** The largest part that the backward pass computes again at once. */
  again: number;
}

const wholeOf = ({ input, attention, mlp }: LayerActivations): number => input + attention + mlp;

/** Adds up what the layers of a stage keep, by the form of recomputation. */
export function keepActivations(
  shape: RunShape,
  chunks: readonly LayerRange[],
  costsOf: (layer: number) => LayerCosts,
): KeptActivations {
  const sum = { kept: 0, again: 0, held: 0 };
  for (const chunk of chunks) {
    const { kept, again, held } = keepChunk(shape, chunk, costsOf);
    sum.kept += kept;
    sum.again = Math.max(sum.again, again);
    sum.held += held;
  }
  return { kept: sum.kept, again: sum.again + sum.held };
}

/** The part of one virtual stage, and the gradients that the dispatcher of experts holds after recomputed layers. */
function keepChunk(
  shape: RunShape,
  chunk: LayerRange,
  costsOf: (layer: number) => LayerCosts,
): KeptActivations & { held: number } {
  const { granularity, isBlock, layers } = shape.recompute;
  const size = Math.min(layers, chunk.count);
  const sum = { kept: 0, again: 0, held: 0 };
  let position = 0;
  for (const { layer, count } of groupLayers(shape.model, chunk)) {
    const { activations } = costsOf(layer);
    const whole = wholeOf(activations);
    const { input, backward, passing, routing } = activations;
    const redone = granularity === 'full' ? (isBlock ? Math.max(0, Math.min(count, size - position)) : count) : 0;
    if (granularity === 'selective') {
      const { kept, again } = keepSelected(shape, layer, activations);
      sum.kept += count * kept;
      sum.again = Math.max(sum.again, again);
    } else sum.kept += (count - redone) * whole + redone * routing + (isBlock ? redone * input : 0);
    if (redone < count) sum.again = Math.max(sum.again, passing);
    if (redone > 0) {
      if (routing > 0) sum.held += (redone - 1) * input;
      // Of layers that are recomputed together, the first one keeps its input.
      if (!isBlock) sum.kept += input * (Math.ceil((position + count) / size) - Math.ceil(position / size));
      sum.again = Math.max(sum.again, whole * (isBlock ? 1 : size) - input + backward);
    }
    position += count;
  }
  return sum;
}

/** The part of one layer of which some modules are computed again. */
function keepSelected(shape: RunShape, layer: number, activations: LayerActivations): KeptActivations {
  const { attention, mlp, experts } = shape.recompute;
  const { input, attentionInputs, scores, backward } = activations;
  const hasExperts = hasExpertsAt(shape.model, layer);
  let kept = wholeOf(activations);
  let again = 0;
  if (attention && scores > 0) {
    kept -= scores;
    again = scores;
  }
  if (attention) kept += attentionInputs;
  if (mlp && !hasExperts) {
    kept -= activations.mlp - input;
    again = Math.max(again, activations.mlp - input + backward);
  }
  if (experts && hasExperts) {
    kept -= activations.mlp - 2 * input - activations.routing;
    again = Math.max(again, activations.mlp - 2 * input + backward);
  }
  const parts = [
    experts || !shape.recompute.expertActivation ? 0 : activations.expertActivation,
    experts || !shape.recompute.sharedExperts ? 0 : activations.shared,
    shape.recompute.upProjection ? activations.projected : 0,
  ];
  for (const part of parts) {
    kept -= part;
    again = Math.max(again, part);
  }
  return { kept, again };
}
