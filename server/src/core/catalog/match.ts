import { toUnderscores } from '../config/lookup';
import { lowerBound } from '../config/spanIndex';
import type { Catalog, CatalogView, Flag, Form, Spelling } from './types';

/**
 * The flag that a written name matches: argparse accepts dashes for underscores, and prefixes that match one flag only.
 */
export type FlagMatch =
  | { kind: 'exact'; flag: Flag; form: Form }
  | { kind: 'complement'; flag: Flag; form: Form }
  | { kind: 'prefix'; flag: Flag; form: Form }
  | { kind: 'ambiguous'; candidates: Flag[] }
  | { kind: 'unknown' };

/** Finds the flag that a name matches. The name is written without its leading dashes. */
export function matchFlag(catalog: Catalog, view: CatalogView, name: string): FlagMatch {
  const exact = findBySpelling(catalog, name);
  const form = exact && view.forms.get(exact.name);
  if (exact && form) return { kind: 'exact', flag: exact, form };
  const stem = /^no[_-](.+)$/.exec(name)?.[1];
  const positive = stem ? findBySpelling(catalog, stem, name) : undefined;
  const positiveForm = positive && view.forms.get(positive.name);
  if (positive && positiveForm?.complement) return { kind: 'complement', flag: positive, form: positiveForm };
  return matchPrefix(view, name);
}

/** Finds a flag by its name with underscores or dashes throughout; argparse accepts no mixture. */
function findBySpelling(catalog: Catalog, name: string, fullName = name): Flag | undefined {
  if (fullName.includes('-') && fullName.includes('_')) return undefined;
  return catalog.byName.get(toUnderscores(name));
}

function matchPrefix(view: CatalogView, name: string): FlagMatch {
  if (name === '' || name.startsWith('-') || (name.includes('-') && name.includes('_'))) return { kind: 'unknown' };
  const normalized = toUnderscores(name);
  const { spellings } = view;
  const first = lowerBound(spellings, (spelling) => spelling.name < normalized);
  let end = first;
  while (spellings[end]?.name.startsWith(normalized)) end++;
  const candidates = spellings
    .slice(first, end)
    .sort((a, b) => a.order - b.order || Number(a.complement) - Number(b.complement));
  // The two spellings of a flag are separate options, so a prefix without a separator matches both and is ambiguous.
  const [single] = candidates;
  if (!single) return { kind: 'unknown' };
  if (candidates.length > 1) return { kind: 'ambiguous', candidates: candidates.map(({ flag }) => flag) };
  if (!normalized.includes('_') && hasTwoSpellings(single.flag.name, single.complement)) {
    return { kind: 'ambiguous', candidates: [single.flag] };
  }
  return { kind: single.complement ? 'complement' : 'prefix', flag: single.flag, form: single.form };
}

const hasTwoSpellings = (name: string, complement: boolean): boolean => complement || name.includes('_');

/** Returns the spellings of all flags, sorted by name. */
export function spellingsOf(flags: readonly Flag[], forms: CatalogView['forms']): Spelling[] {
  const spellings = flags.flatMap((flag, order): Spelling[] => {
    const form = forms.get(flag.name);
    if (!form) return [];
    const spelling = { name: flag.name, flag, form, complement: false, order };
    return form.complement ? [spelling, { ...spelling, name: `no_${flag.name}`, complement: true }] : [spelling];
  });
  return spellings.sort((a, b) => (a.name < b.name ? -1 : 1));
}
