import type { Span } from './config';

/** Rows that are sorted, in which a place is found without looking at all of them. */

/** The index of the first item that is not in front of a place; `isBefore` holds for none behind one for which it does not. */
export function lowerBound<Item>(sorted: readonly Item[], isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How far the spans up to each one reach. */
export function maxEndsOf(spans: readonly Span[]): number[] {
  const maxEnds: number[] = [];
  for (const { end } of spans) maxEnds.push(Math.max(end, maxEnds.at(-1) ?? 0));
  return maxEnds;
}
