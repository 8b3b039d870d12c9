/** The positions of a text in a later version of it; NaN within the part that changed. */
export interface TextShift {
  /** The start of a span: text that is inserted there comes before it. */
  mapStart: (offset: number) => number;
  /** The end of a span: text that is inserted there comes after it. */
  mapEnd: (offset: number) => number;
}

/** The positions of a part of a text that moved by a number of characters. */
export const createShiftBy = (distance: number): TextShift => {
  const move = (offset: number): number => offset + distance;
  return { mapStart: move, mapEnd: move };
};

/** Compares two versions of a text, of which one part in the middle differs. */
export function findShift(older: string, newer: string): TextShift {
  const { prefix, suffix } = findCommonEnds(older, newer);
  const [suffixStart, delta] = [older.length - suffix, newer.length - older.length];
  return {
    mapStart: (offset) => (offset >= suffixStart ? offset + delta : offset <= prefix ? offset : Number.NaN),
    mapEnd: (offset) => (offset <= prefix ? offset : offset >= suffixStart ? offset + delta : Number.NaN),
  };
}

/** Returns the number of characters at the start and at the end that are the same in two texts. */
export function findCommonEnds(older: string, newer: string): { prefix: number; suffix: number } {
  const maxLength = Math.min(older.length, newer.length);
  const prefix = countEqual(maxLength, (from, to) => older.slice(from, to) === newer.slice(from, to));
  const isSuffixEqual = (from: number, to: number): boolean =>
    older.slice(older.length - to, older.length - from) === newer.slice(newer.length - to, newer.length - from);
  return { prefix, suffix: countEqual(maxLength - prefix, isSuffixEqual) };
}

/** Characters that are compared at once. */
const MAX_CHUNK = 4096;

/** Counts the characters from the first that are equal, by comparing smaller and smaller chunks. */
function countEqual(max: number, isEqual: (from: number, to: number) => boolean): number {
  let count = 0;
  for (let size = MAX_CHUNK; size >= 1; size /= 2)
    while (count + size <= max && isEqual(count, count + size)) count += size;
  return count;
}
