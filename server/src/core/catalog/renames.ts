import { compareReleases, type Release } from './release';
import type { Catalog, Flag, Form } from './types';

/** What becomes of a value on its way to the flag of another name. `other`: it means something else there. */
export type ValueChange = 'same' | 'inverted' | 'x60' | '/60' | 'other';

/** What a reader has to change beside the name. */
export const CHANGED: Record<ValueChange, string> = {
  same: '',
  inverted: ' (the opposite)',
  x60: ' (seconds, not minutes)',
  '/60': ' (minutes, not seconds)',
  other: ' (with another meaning)',
};

/** The flag that stands for another one in a release that does not have that one. */
export interface Counterpart {
  flag: Flag;
  value: ValueChange;
}

export const BACK: Record<NonNullable<Flag['renamed']>['value'], ValueChange> = {
  same: 'same',
  inverted: 'inverted',
  x60: '/60',
  other: 'other',
};

/** The name that a flag has among `forms`, later or earlier; undefined where nothing there takes its place. */
export function counterpart(catalog: Catalog, flag: Flag, forms: ReadonlyMap<string, Form>): Counterpart | undefined {
  const { renamed } = flag;
  const later = renamed && forms.has(renamed.to) ? catalog.byName.get(renamed.to) : undefined;
  if (renamed && later) return { flag: later, value: renamed.value };
  const earlier = catalog.flags.filter((each) => each.renamed?.to === flag.name && forms.has(each.name));
  // Of several old names, the one whose value stays what it is.
  const best = earlier.find((each) => each.renamed?.value !== 'other') ?? earlier[0];
  return best?.renamed && { flag: best, value: BACK[best.renamed.value] };
}

const TRUE = /^(?:true|yes|t|y|1)$/i;
const FALSE = /^(?:false|no|f|n|0)$/i;

/** The words that say the same under the other name; undefined where they cannot be worked out. */
export function changedWords(words: readonly (string | undefined)[], change: ValueChange): string[] | undefined {
  if (words.includes(undefined) || change === 'other') return undefined;
  const known = words as string[];
  if (change === 'same') return known;
  if (known.length > 1) return undefined;
  const [word] = known;
  if (change === 'inverted') {
    // A flag that stands alone means true.
    if (word === undefined || TRUE.test(word)) return ['false'];
    return FALSE.test(word) ? ['true'] : undefined;
  }
  if (word === undefined || !/^\d+$/.test(word)) return undefined;
  const number = change === 'x60' ? Number(word) * 60 : Number(word) / 60;
  return Number.isSafeInteger(number) ? [String(number)] : undefined;
}

/** The first and the last release in which a flag exists for any of the commands. */
export function lifeOf({ forms }: Pick<Flag, 'forms'>): { since: Release; until: Release } {
  const ends = forms.map(({ releases }) => releases.split('-'));
  const sorted = (all: (string | undefined)[]): Release[] =>
    all.filter((each) => each !== undefined).sort(compareReleases);
  return {
    since: sorted(ends.map(([from]) => from))[0] ?? '',
    until: sorted(ends.map((range) => range.at(-1))).at(-1) ?? '',
  };
}

/** The release behind another one, as the catalogue knows them. */
export const releaseAfter = ({ releases }: Pick<Catalog, 'releases'>, release: Release): Release | undefined =>
  releases[releases.indexOf(release) + 1];
