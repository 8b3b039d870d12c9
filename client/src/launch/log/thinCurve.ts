/** Points of a curve: the step and the value of each, in order of the steps. */
export interface Curve {
  steps: number[];
  values: number[];
}

/**
 * Returns a curve of at most `maxPoints` points: of each part, its lowest and its highest one, so that no peak is lost.
 * The first and the last point stay.
 */
export function thinCurve({ steps, values }: Curve, maxPoints: number): Curve {
  const last = steps.length - 1;
  if (steps.length <= maxPoints) return { steps, values };
  const kept = [0];
  const parts = Math.max(1, Math.floor((maxPoints - 2) / 2));
  for (let part = 0; part < parts; part++) {
    const start = 1 + Math.floor((part * (last - 1)) / parts);
    const end = 1 + Math.floor(((part + 1) * (last - 1)) / parts);
    let lowest = start;
    let highest = start;
    for (let index = start; index < end; index++) {
      if ((values[index] ?? 0) < (values[lowest] ?? 0)) lowest = index;
      if ((values[index] ?? 0) > (values[highest] ?? 0)) highest = index;
    }
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(last);
  return { steps: kept.map((index) => steps[index] ?? 0), values: kept.map((index) => values[index] ?? 0) };
}
