/** The positions of a text in a later version of it; NaN within the part that changed. */
export interface TextShift {
  /** The start of a span: text that is inserted there comes before it. */
  mapStart: (offset: number) => number;
  /** The end of a span: text that is inserted there comes after it. */
  mapEnd: (offset: number) => number;
}

/** The part in which two versions of a text differ. */
export interface TextChange {
  start: number;
  olderEnd: number;
  newerEnd: number;
}

/** Finds the part in the middle in which two versions of a text differ. */
export function findChange(older: string, newer: string): TextChange {
  const maxLength = Math.min(older.length, newer.length);
  const start = countEqual(maxLength, (from, to) => older.slice(from, to) === newer.slice(from, to));
  const isSuffixEqual = (from: number, to: number): boolean =>
    older.slice(older.length - to, older.length - from) === newer.slice(newer.length - to, newer.length - from);
  const suffix = countEqual(maxLength - start, isSuffixEqual);
  return { start, olderEnd: older.length - suffix, newerEnd: newer.length - suffix };
}

/** Compares two versions of a text, of which one part in the middle differs. */
export function findShift(older: string, newer: string): TextShift {
  const { start, olderEnd } = findChange(older, newer);
  const delta = newer.length - older.length;
  return {
    mapStart: (offset) => (offset >= olderEnd ? offset + delta : offset <= start ? offset : Number.NaN),
    mapEnd: (offset) => (offset <= start ? offset : offset >= olderEnd ? offset + delta : Number.NaN),
  };
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
