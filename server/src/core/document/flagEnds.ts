import type { Catalog } from '../catalog/types';
import type { Entry, Reading } from '../config/config';
import { toUnderscores } from '../config/lookup';

/**
 * Where the flags of a text end in front of words that may be any number of words, flags among them: in
 * `--lr 1e-5 $EXTRA`, lr ends behind its value, and in `--dataset a $EXTRA` nobody knows. The entries have just been
 * read, so that they are changed themselves. A flag whose values are written elsewhere cannot be taken out in one piece.
 */
export function setFlagEnds({ configs }: Reading, { byName }: Catalog): void {
  for (const entry of configs.flatMap(({ flags }) => flags)) {
    const spliceIndex = entry.values.findIndex(({ maySplit: splice }) => splice);
    if (spliceIndex < 0 && entry.values.some(({ enclosure: within }) => within !== entry.enclosure))
      entry.endUnknown = true;
    if (spliceIndex < 0 || (spliceIndex === 0 && entry.joinedByEquals)) continue;
    const forms = byName.get(toUnderscores(entry.name))?.forms ?? [];
    const isList = forms.some(({ list }) => list);
    const mayBeBare = forms.some(({ bare }) => bare);
    if (spliceIndex === 0 ? mayBeBare : isList) entry.endUnknown = true;
    else entry.fullSpan = { start: entry.fullSpan.start, end: singleValueEndOf(entry) };
  }
}

/** The end of a flag with one value, wherever that is written. */
function singleValueEndOf({ key, values: [first], enclosure: within }: Entry): number {
  return first && first.enclosure === within && first.span.start >= key.start ? first.span.end : key.end;
}
