import type { ModelNumbers } from './modelNumbers';
import { hasExpertsAt, isLinearAt } from './parameters';
import type { LayerRange } from './stages';

/** Successive layers of the same kind: one of them, and their number. */
export interface LayerGroup {
  layer: number;
  count: number;
}

/** Groups layers by kind. All layers of most models are alike. */
export function groupLayers(model: ModelNumbers, { first, count }: LayerRange): LayerGroup[] {
  if (count === 0) return [];
  if (!model.linear && !model.experts?.denseLayers.size) return [{ layer: first, count }];
  const groups: LayerGroup[] = [];
  for (let layer = first; layer < first + count; layer += 1) {
    const last = groups.at(-1);
    if (last && isSameKind(model, last.layer, layer)) last.count += 1;
    else groups.push({ layer, count: 1 });
  }
  return groups;
}

const isSameKind = (model: ModelNumbers, a: number, b: number): boolean =>
  hasExpertsAt(model, a) === hasExpertsAt(model, b) && isLinearAt(model, a) === isLinearAt(model, b);
