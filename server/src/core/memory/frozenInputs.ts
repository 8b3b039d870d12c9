import type { LayerCosts } from './layerCosts';
import { groupLayers } from './layerGroups';
import { countEmbedding } from './parameters';
import type { RunShape } from './runShape';
import type { StageContent } from './stages';
import { countTables } from './state';

/**
 * Computes what the frozen layers of a stage do not keep, for one micro-batch: the inputs of their linear layers, which
 * only the gradients of weights need. `freeze_parameters_ratio` freezes from the embedding on.
 */
export function computeFrozenInputs(
  shape: RunShape,
  content: StageContent,
  costsOf: (layer: number) => LayerCosts,
): number {
  const { training, recompute, model, parallel } = shape;
  if (training.lora || training.trainedShare === 1 || recompute.granularity === 'full') return 0;
  const groups = content.chunks.flatMap((chunk) => groupLayers(model, chunk));
  const sizeOf = (layer: number): number => {
    const { dense, expert } = costsOf(layer).parameters;
    return dense + expert;
  };
  const table = countEmbedding(model, parallel);
  const total = groups.reduce((sum, { layer, count }) => sum + count * sizeOf(layer), 0);
  const frozen = (1 - training.trainedShare) * (total + countTables(shape, content) * table);
  let left = frozen - (content.isFirst ? table : 0);
  let bytes = 0;
  for (const { layer, count } of groups) {
    const whole = Math.max(0, Math.min(count, Math.floor(left / sizeOf(layer))));
    bytes += whole * costsOf(layer).activations.weightInputs;
    left -= whole * sizeOf(layer);
  }
  return bytes;
}
