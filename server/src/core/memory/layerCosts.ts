import { computeLayerActivations, type LayerActivations, type TokenCounts } from './activations';
import { countAdapters, countLayerParameters, hasExpertsAt, isLinearAt, type ParameterCount } from './parameters';
import type { RunShape } from './runShape';

/** Memory of one layer on one GPU. */
export interface LayerCosts {
  parameters: ParameterCount;
  /** Parameters of the adapters; none if the weights themselves are trained. */
  adapters: ParameterCount;
  activations: LayerActivations;
}

const NONE: ParameterCount = { dense: 0, expert: 0 };

/** Returns the costs of a layer by its index. Those of each kind of layer are computed once. */
export function createLayerCosts(shape: RunShape, counts: TokenCounts): (layer: number) => LayerCosts {
  const { model, parallel, training } = shape;
  const known = new Map<number, LayerCosts>();
  return (layer) => {
    const kind = (hasExpertsAt(model, layer) ? 1 : 0) + (isLinearAt(model, layer) ? 2 : 0);
    const costs = known.get(kind) ?? {
      parameters: countLayerParameters(model, layer, parallel),
      adapters: training.lora ? countAdapters(model, layer, training.lora, parallel) : NONE,
      activations: computeLayerActivations(shape, layer, counts),
    };
    known.set(kind, costs);
    return costs;
  };
}
