import type { LayerActivations } from './activations';
import type { LayerCosts } from './layerCosts';
import { hasExpertsAt } from './parameters';
import type { RunShape } from './runShape';

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
  chunks: readonly (readonly number[])[],
  costsOf: (layer: number) => LayerCosts,
): KeptActivations {
  const sum: KeptActivations = { kept: 0, again: 0 };
  for (const layers of chunks) {
    const size = Math.min(shape.recompute.layers, layers.length);
    for (const [position, layer] of layers.entries()) {
      const { kept, again } = keepLayer(shape, layer, size, position, costsOf(layer).activations);
      sum.kept += kept;
      sum.again = Math.max(sum.again, again);
    }
  }
  return sum;
}

/** The part of one layer. `size` is the number of layers that are recomputed together, or at all. */
function keepLayer(
  shape: RunShape,
  layer: number,
  size: number,
  position: number,
  activations: LayerActivations,
): KeptActivations {
  const { granularity, isBlock } = shape.recompute;
  const whole = wholeOf(activations);
  if (granularity === 'selective') return keepSelected(shape, layer, activations);
  if (granularity === 'none' || (isBlock && position >= size)) return { kept: whole, again: 0 };
  const isKept = isBlock || position % size === 0;
  return {
    kept: isKept ? activations.input : 0,
    again: whole * (isBlock ? 1 : size) - activations.input + activations.backward,
  };
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
  if (attention && !(experts && hasExperts)) kept += attentionInputs;
  if (mlp && !hasExperts) {
    kept -= activations.mlp - input;
    again = Math.max(again, activations.mlp - input + backward);
  }
  if (experts && hasExperts) {
    kept -= activations.mlp - 2 * input;
    again = Math.max(again, activations.mlp - 2 * input + backward);
  }
  return { kept, again };
}
