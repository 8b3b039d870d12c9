import type { Command } from '../config/config';
import { boundsOfRange, compareReleases, type Release } from './release';
import { formsOfProgram } from './swiftExport';
import type { Catalog, Flag, Form } from './types';

/** The conversion of a value to a flag of another name. `other`: the value has another meaning there. */
export type ValueChange = 'same' | 'inverted' | 'x60' | '/60' | 'other';

/** Notes for the user on changes beside the name. */
export const VALUE_CHANGE_NOTES: Record<ValueChange, string> = {
  same: '',
  inverted: ' (the opposite)',
  x60: ' (seconds, not minutes)',
  '/60': ' (minutes, not seconds)',
  other: ' (with another meaning)',
};

/** The equivalent of a flag in a release that does not have that flag. */
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

/**
 * Finds the flag among `forms` that has the same meaning under a later or earlier name; undefined when there is none.
 */
export function findCounterpart(
  catalog: Catalog,
  flag: Flag,
  forms: ReadonlyMap<string, Form>,
): Counterpart | undefined {
  const { renamed } = flag;
  const later = renamed && forms.has(renamed.to) ? catalog.byName.get(renamed.to) : undefined;
  if (renamed && later) return { flag: later, value: renamed.value };
  const earlier = catalog.flags.filter((candidate) => candidate.renamed?.to === flag.name && forms.has(candidate.name));
  // Of several old names, prefer one whose values keep their meaning.
  const best = earlier.find((candidate) => candidate.renamed?.value !== 'other') ?? earlier[0];
  return best?.renamed && { flag: best, value: REVERSE_CHANGES[best.renamed.value] };
}

const TRUE = /^(?:true|yes|t|y|1)$/i;
const FALSE = /^(?:false|no|f|n|0)$/i;

/** Converts values for the other name; undefined when that is not possible. */
export function convertValues(values: readonly (string | undefined)[], change: ValueChange): string[] | undefined {
  if (values.includes(undefined) || change === 'other') return undefined;
  const knownValues = values as string[];
  if (change === 'same') return knownValues;
  if (knownValues.length > 1) return undefined;
  const [value] = knownValues;
  if (change === 'inverted') {
    // A flag without a value means true.
    if (value === undefined || TRUE.test(value)) return ['false'];
    return FALSE.test(value) ? ['true'] : undefined;
  }
  if (value === undefined || !/^\d+$/.test(value)) return undefined;
  const number = change === 'x60' ? Number(value) * 60 : Number(value) / 60;
  return Number.isSafeInteger(number) ? [String(number)] : undefined;
}

/** Returns the first and the last release of the catalog that have a flag for any command of the same program. */
export function lifetimeOf(
  { releases }: Pick<Catalog, 'releases'>,
  flag: Pick<Flag, 'forms'>,
  command: Command,
): { since: Release; until: Release } {
  const forms = formsOfProgram(flag, command);
  const bounds = (forms.length > 0 ? forms : flag.forms).map((form) => boundsOfRange(form.releases));
  const newest = releases.at(-1) ?? '';
  return {
    since: bounds.map(({ first }) => first).sort(compareReleases)[0] ?? '',
    until:
      bounds
        .map(({ last = newest }) => last)
        .sort(compareReleases)
        .at(-1) ?? '',
  };
}

/** Returns the release of the catalog that follows another one. */
export const findNextRelease = ({ releases }: Pick<Catalog, 'releases'>, release: Release): Release | undefined =>
  releases[releases.indexOf(release) + 1];
