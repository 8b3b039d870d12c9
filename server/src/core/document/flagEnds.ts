import type { Catalog } from '../catalog/types';
import { type Entry, type Reading, underscored } from '../config/config';

/**
 * Where the flags of a text end in front of words that may be any number of words, flags among them: in
 * `--lr 1e-5 $EXTRA`, lr ends behind its value, and in `--dataset a $EXTRA` nobody knows. The entries have just been
 * read, so that they are changed themselves. A flag whose values are written elsewhere cannot be taken out in one piece.
 */
export function setFlagEnds({ configs }: Reading, { byName }: Catalog): void {
  for (const entry of configs.flatMap(({ flags }) => flags)) {
    const unknown = entry.values.findIndex(({ splice }) => splice);
    if (unknown < 0 && entry.values.some(({ within }) => within !== entry.within)) entry.loose = true;
    if (unknown < 0 || (unknown === 0 && entry.joined)) continue;
    const forms = byName.get(underscored(entry.name))?.forms ?? [];
    const isList = forms.some(({ list }) => list);
    const isBare = forms.some(({ bare }) => bare);
    if (unknown === 0 ? isBare : isList) entry.loose = true;
    else entry.whole = { start: entry.whole.start, end: endOf(entry) };
  }
}

/** The end of a flag with one value, wherever that is written. */
function endOf({ key, values: [first], within }: Entry): number {
  return first && first.within === within && first.span.start >= key.start ? first.span.end : key.end;
}
