import type { Entry, Scalar, Span } from './config';
import { describeLazily } from './lazyProperty';
import { mapScalarSpans } from './mapSpans';

/** The values of an entry up to which all are moved at once; those of a longer list when they are first read. */
const MAX_EAGER_VALUES = 8;

/**
 * An entry at another offset than that where it was read. It has the same properties of its own as any other entry, so
 * that copies, comparisons and JSON are the same, and a copy has no origin.
 */
class ShiftedEntry implements Entry {
  readonly #origin: Entry;
  declare readonly kind: Entry['kind'];
  declare readonly name: string;
  declare readonly key: Span;
  declare readonly values: readonly Scalar[];
  declare readonly valuesSpan?: Span;
  declare readonly fullSpan: Span;
  declare readonly joinedByEquals?: true;
  declare readonly fromExpansion?: true;
  declare readonly enclosure?: NonNullable<Entry['enclosure']>;
  declare readonly endUnknown?: true;
  declare readonly isLost?: true;

  constructor(origin: Entry, mapSpan: (span: Span) => Span) {
    this.#origin = origin;
    this.kind = origin.kind;
    this.name = origin.name;
    this.key = mapSpan(origin.key);
    if (origin.values.length <= MAX_EAGER_VALUES) this.values = mapValues(origin, mapSpan);
    else
      Object.defineProperty(
        this,
        'values',
        describeLazily(() => mapValues(origin, mapSpan)),
      );
    if (origin.valuesSpan) this.valuesSpan = mapSpan(origin.valuesSpan);
    this.fullSpan = mapSpan(origin.fullSpan);
    if (origin.joinedByEquals) this.joinedByEquals = true;
    if (origin.fromExpansion) this.fromExpansion = true;
    if (origin.enclosure) this.enclosure = origin.enclosure;
    if (origin.endUnknown) this.endUnknown = true;
    if (origin.isLost) this.isLost = true;
  }

  static originOf(entry: Entry): Entry {
    return #origin in entry ? entry.#origin : entry;
  }
}

const mapValues = ({ values }: Entry, mapSpan: (span: Span) => Span): Scalar[] =>
  values.map((scalar) => mapScalarSpans(scalar, mapSpan));

/** Returns an entry, as it was read, moved by a distance; the same object where that is 0. */
export function shiftEntry(entry: Entry, distance: number): Entry {
  return distance === 0 ? entry : new ShiftedEntry(entry, (span) => shiftSpan(span, distance));
}

/** Moves a span of the text itself. */
export const shiftSpan = (span: Span, distance: number): Span =>
  span.source ? span : { start: span.start + distance, end: span.end + distance };

/** Returns the entry as it was read, before it moved with the text around it: one object for all places. */
export const originOfEntry = (entry: Entry): Entry => ShiftedEntry.originOf(entry);
