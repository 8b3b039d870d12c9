import type { Entry, Span } from '../config/config';
import { originOfEntry } from '../config/shiftedEntry';
import type { TextShift } from '../text/textShift';

// Comparison of values that are read from two versions of a text, and the movement of their spans from one to the other.

const isOwnSpan = (value: object): value is Span => 'start' in value && 'end' in value && !('source' in value);

/** Whether two values are equal except that the spans of one are shifted. Entries and lists are collected in pairs. */
export function isEqualShifted(
  older: unknown,
  newer: unknown,
  shift?: TextShift,
  kept: Map<object, object> = new Map(),
): boolean {
  if (older === newer) return true;
  if (typeof older !== 'object' || typeof newer !== 'object' || !older || !newer) return false;
  if (shift && isPlainEntry(older) && isPlainEntry(newer)) return isEqualEntry(older, newer, shift, kept);
  // Commands share lists, such as the directives of their script.
  if (kept.get(older) === newer) return true;
  const isEqual = Array.isArray(older)
    ? Array.isArray(newer) && isEqualList(older, newer, shift, kept)
    : isEqualObject(older, newer, shift, kept);
  if (isEqual && (Array.isArray(older) || 'fullSpan' in older)) kept.set(older, newer);
  return isEqual;
}

/** Whether a value is an entry with nothing but a name and values of plain text: almost all are. */
const isPlainEntry = (value: object): value is Entry =>
  'fullSpan' in value && 'values' in value && Object.keys(value).length === 5;

function isEqualEntry(older: Entry, newer: Entry, shift: TextShift, kept: Map<object, object>): boolean {
  const { name, kind, key, fullSpan } = older;
  const isEqual =
    name === newer.name &&
    kind === newer.kind &&
    isEqualSpan(key, newer.key, shift) &&
    isEqualSpan(fullSpan, newer.fullSpan, shift) &&
    (originOfEntry(older) === originOfEntry(newer) || isEqualList(older.values, newer.values, shift, kept));
  if (isEqual) kept.set(older, newer);
  return isEqual;
}

const isEqualSpan = (older: Span, newer: Span, shift: TextShift): boolean =>
  older.source === newer.source &&
  (older.source
    ? older.start === newer.start && older.end === newer.end
    : shift.mapStart(older.start) === newer.start && shift.mapEnd(older.end) === newer.end);

const isEqualList = (
  older: readonly unknown[],
  newer: readonly unknown[],
  shift: TextShift | undefined,
  kept: Map<object, object>,
): boolean =>
  older.length === newer.length && older.every((each, index) => isEqualShifted(each, newer[index], shift, kept));

function isEqualObject(older: object, newer: object, shift: TextShift | undefined, kept: Map<object, object>): boolean {
  if (shift && isOwnSpan(older) && isOwnSpan(newer))
    return shift.mapStart(older.start) === newer.start && shift.mapEnd(older.end) === newer.end;
  const keys = Object.keys(older) as (keyof object)[];
  if (keys.length !== Object.keys(newer).length) return false;
  return keys.every((key) => key in newer && isEqualShifted(older[key], newer[key], shift, kept));
}

/**
 * Whether all spans of a value have one place now. A span that begins where text was inserted may be the end of a word,
 * which stays, or the start of one, which moves.
 */
export function canShift(value: unknown, shift: TextShift, kept: ReadonlyMap<object, object>): boolean {
  if (typeof value !== 'object' || !value || kept.has(value)) return true;
  if (isOwnSpan(value))
    return [value.start, value.end].every((offset) => shift.mapStart(offset) === shift.mapEnd(offset));
  return Object.values(value).every((each) => canShift(each, shift, kept));
}

/** Whether all spans of a value are within a part of the text. */
export function isWithin(value: unknown, start: number, end: number): boolean {
  if (typeof value !== 'object' || !value) return true;
  if (isOwnSpan(value)) return start <= value.start && value.end <= end;
  return Object.values(value).every((each) => isWithin(each, start, end));
}

const isUnmoved = ({ fullSpan: { start, end } }: Entry, shift: TextShift): boolean =>
  shift.mapStart(start) === start && shift.mapEnd(end) === end;

/** Returns a value with all spans shifted, and the entries of the run replaced by those of its present version. */
export function shiftAll(value: unknown, shift: TextShift, kept: ReadonlyMap<object, object>): unknown {
  if (typeof value !== 'object' || !value) return value;
  const present = kept.get(value);
  if (present) return present;
  // An entry above the change is the same object in both versions.
  if ('fullSpan' in value && isUnmoved(value as Entry, shift)) return value;
  if (Array.isArray(value)) return value.map((each) => shiftAll(each, shift, kept));
  if (isOwnSpan(value)) return { ...value, start: shift.mapStart(value.start), end: shift.mapEnd(value.end) };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shiftAll(each, shift, kept)]));
}
