import { underscored } from '../config/config';
import { firstFrom } from '../config/spanIndex';
import type { Catalog, Flag, Form, Spelling, View } from './types';

/** How a written name relates to the flags: argparse takes dashes for underscores, and beginnings that fit one flag only. */
export type Match =
  | { kind: 'exact'; flag: Flag; form: Form }
  | { kind: 'complement'; flag: Flag; form: Form }
  | { kind: 'prefix'; flag: Flag; form: Form }
  | { kind: 'ambiguous'; candidates: Flag[] }
  | { kind: 'unknown' };

/** Finds the flag that a name, as written without its leading dashes, stands for. */
export function matchFlag(catalog: Catalog, view: View, name: string): Match {
  const exact = spelledAs(catalog, name);
  const form = exact && view.forms.get(exact.name);
  if (exact && form) return { kind: 'exact', flag: exact, form };
  const stem = /^no[_-](.+)$/.exec(name)?.[1];
  const positive = stem ? spelledAs(catalog, stem, name) : undefined;
  const positiveForm = positive && view.forms.get(positive.name);
  if (positive && positiveForm?.complement) return { kind: 'complement', flag: positive, form: positiveForm };
  return matchBeginning(view, name);
}

/** A name is spelled with underscores or with dashes throughout; argparse knows no mixture. */
function spelledAs(catalog: Catalog, name: string, whole = name): Flag | undefined {
  if (whole.includes('-') && whole.includes('_')) return undefined;
  return catalog.byName.get(underscored(name));
}

function matchBeginning(view: View, name: string): Match {
  if (name === '' || name.startsWith('-') || (name.includes('-') && name.includes('_'))) return { kind: 'unknown' };
  const plain = underscored(name);
  const { spellings } = view;
  const first = firstFrom(spellings, (each) => each.name < plain);
  let end = first;
  while (spellings[end]?.name.startsWith(plain)) end++;
  const candidates = spellings
    .slice(first, end)
    .sort((a, b) => a.order - b.order || Number(a.complement) - Number(b.complement));
  // Both spellings of one flag are options of their own. A beginning without any separator fits both, yet is one flag.
  const [only] = candidates;
  if (!only) return { kind: 'unknown' };
  if (candidates.length > 1) return { kind: 'ambiguous', candidates: candidates.map(({ flag }) => flag) };
  if (!plain.includes('_') && isSpelledTwice(only.flag.name, only.complement)) {
    return { kind: 'ambiguous', candidates: [only.flag] };
  }
  return { kind: only.complement ? 'complement' : 'prefix', flag: only.flag, form: only.form };
}

const isSpelledTwice = (name: string, complement: boolean): boolean => complement || name.includes('_');

/** The spellings of all flags, from A to Z. */
export function spellingsOf(flags: readonly Flag[], forms: View['forms']): Spelling[] {
  const spellings = flags.flatMap((flag, order): Spelling[] => {
    const form = forms.get(flag.name);
    if (!form) return [];
    const own = { name: flag.name, flag, form, complement: false, order };
    return form.complement ? [own, { ...own, name: `no_${flag.name}`, complement: true }] : [own];
  });
  return spellings.sort((a, b) => (a.name < b.name ? -1 : 1));
}
