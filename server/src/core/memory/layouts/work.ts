import { countLayerParameters, hasExpertsAt } from '../parameters';
import type { ParallelSizes, RunShape } from '../runShape';

/** Floating-point operations of the forward pass of a run for one token. They do not depend on its layout. */
export interface Work {
  /** An average layer. */
  layer: number;
  /** The products of queries, keys and values of all layers. */
  attention: number;
  /** The MLPs of all dense layers. */
  mlp: number;
  /** The experts of all layers. */
  experts: number;
  logits: number;
  /** All layers and the logits. */
  total: number;
  expertLayers: number;
  /** The forward and the backward pass in forward passes: 3, or 2 where no gradients of weights are computed. */
  passes: number;
}

const SINGLE: ParallelSizes = {
  worldSize: 1,
  tensor: 1,
  pipeline: 1,
  virtual: 1,
  context: 1,
  expert: 1,
  expertTensor: 1,
  sequence: false,
};

/** Counts two operations for each parameter that a token meets, and those of causal attention. */
export function countWork({ model, batch, loss, training }: RunShape): Work {
  const { experts, hidden } = model;
  const attention = 2 * batch.sequence * model.heads * model.headSize * model.layers;
  const work = { attention, mlp: 0, experts: 0, expertLayers: 0 };
  let layers = attention;
  for (let layer = 0; layer < model.layers; layer += 1) {
    const { dense, expert } = countLayerParameters(model, layer, SINGLE);
    if (experts && hasExpertsAt(model, layer)) {
      const routed = (2 * expert * experts.perToken) / experts.count;
      work.experts += routed + 6 * hidden * experts.sharedWidth;
      work.expertLayers += 1;
      layers += routed;
    } else work.mlp += 6 * hidden * model.mlp;
    layers += 2 * dense;
  }
  const logits = loss.hasLogits ? 2 * model.vocabulary * hidden : 0;
  const passes = training.lora || training.trainedShare === 0 ? 2 : 3;
  return { ...work, layer: layers / model.layers, logits, total: layers + logits, passes };
}
