import type { Span } from './config';

/**
 * Binary search: returns the index of the first item for which `isBefore` is false. All items for which it is true come
 * first.
 */
export function lowerBound<Item>(sorted: readonly Item[], isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns the largest end among the spans up to each one. */
export function maxEndsOf(spans: readonly Span[]): number[] {
  const maxEnds: number[] = [];
  for (const { end } of spans) maxEnds.push(Math.max(end, maxEnds.at(-1) ?? 0));
  return maxEnds;
}
