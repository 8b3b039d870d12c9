import { compareReleases, type Release } from './release';
import type { Catalog, Flag, Form } from './types';

/** What becomes of a value on its way to the flag of another name. `other`: it means something else there. */
export type ValueChange = 'same' | 'inverted' | 'x60' | '/60' | 'other';

/** What a reader has to change beside the name. */
export const VALUE_CHANGE_NOTES: Record<ValueChange, string> = {
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

export const REVERSE_CHANGES: Record<NonNullable<Flag['renamed']>['value'], ValueChange> = {
  same: 'same',
  inverted: 'inverted',
  x60: '/60',
  other: 'other',
};

/** The name that a flag has among `forms`, later or earlier; undefined where nothing there takes its place. */
export function findCounterpart(
  catalog: Catalog,
  flag: Flag,
  forms: ReadonlyMap<string, Form>,
): Counterpart | undefined {
  const { renamed } = flag;
  const later = renamed && forms.has(renamed.to) ? catalog.byName.get(renamed.to) : undefined;
  if (renamed && later) return { flag: later, value: renamed.value };
  const earlier = catalog.flags.filter((each) => each.renamed?.to === flag.name && forms.has(each.name));
  // Of several old names, the one whose value stays what it is.
  const best = earlier.find((each) => each.renamed?.value !== 'other') ?? earlier[0];
  return best?.renamed && { flag: best, value: REVERSE_CHANGES[best.renamed.value] };
}

const TRUE = /^(?:true|yes|t|y|1)$/i;
const FALSE = /^(?:false|no|f|n|0)$/i;

/** The words that say the same under the other name; undefined where they cannot be worked out. */
export function convertValues(values: readonly (string | undefined)[], change: ValueChange): string[] | undefined {
  if (values.includes(undefined) || change === 'other') return undefined;
  const knownValues = values as string[];
  if (change === 'same') return knownValues;
  if (knownValues.length > 1) return undefined;
  const [value] = knownValues;
  if (change === 'inverted') {
    // A flag that stands alone means true.
    if (value === undefined || TRUE.test(value)) return ['false'];
    return FALSE.test(value) ? ['true'] : undefined;
  }
  if (value === undefined || !/^\d+$/.test(value)) return undefined;
  const number = change === 'x60' ? Number(value) * 60 : Number(value) / 60;
  return Number.isSafeInteger(number) ? [String(number)] : undefined;
}

/** The first and the last release in which a flag exists for any of the commands. */
export function lifetimeOf({ forms }: Pick<Flag, 'forms'>): { since: Release; until: Release } {
  const bounds = forms.map(({ releases }) => releases.split('-'));
  const sortReleases = (all: (string | undefined)[]): Release[] =>
    all.filter((each) => each !== undefined).sort(compareReleases);
  return {
    since: sortReleases(bounds.map(([from]) => from))[0] ?? '',
    until: sortReleases(bounds.map((range) => range.at(-1))).at(-1) ?? '',
  };
}

/** The release behind another one, as the catalogue knows them. */
export const findNextRelease = ({ releases }: Pick<Catalog, 'releases'>, release: Release): Release | undefined =>
  releases[releases.indexOf(release) + 1];
