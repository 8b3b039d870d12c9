import type { Release } from '../../catalog/release';
import { CHANGED, counterpart } from '../../catalog/renames';
import type { Catalog, Flag, View } from '../../catalog/types';
import { parseWord } from '../../catalog/value';
import type { Command } from '../../config/config';

/** A text about a flag serves all releases that have it; some do not know every flag and value that it names. */

/** What a release calls flags. `megatron rlhf` knows all that the training commands know. */
const namesOf = (catalog: Catalog, release: Release, command: Command): View['forms'] =>
  catalog.view(release, command === 'export' ? 'export' : 'rlhf').forms;

/** The flags that a reader of this release may look at next, by the names that they have there. */
export function seeAlso(catalog: Catalog, flag: Flag, release: Release, command: Command): string[] {
  const here = namesOf(catalog, release, command);
  const names = (flag.see ?? []).map((name) => {
    const other = catalog.byName.get(name);
    return here.has(name) || !other ? name : counterpart(catalog, other, here)?.flag.name;
  });
  return [...new Set(names)].filter((name) => name !== undefined && name !== flag.name) as string[];
}

/** One line about the flags in the text that have another name in this release; empty where there are none. */
export function otherNames(catalog: Catalog, flag: Flag, release: Release, command: Command): string {
  const here = namesOf(catalog, release, command);
  const written = new Set([...flag.description.matchAll(/`(?:--)?([a-z]\w*)/g)].map(([, name = '']) => name));
  const pairs = [...written].flatMap((name) => {
    const named = here.has(name) ? undefined : catalog.byName.get(name);
    const other = named && counterpart(catalog, named, here);
    // A flag of another meaning does not stand for the one in the text; a text that tells both names needs no help.
    if (!other || other.value === 'other' || other.flag === flag || written.has(other.flag.name)) return [];
    return [`\`${name}\` is called \`${other.flag.name}\`${CHANGED[other.value]}`];
  });
  return pairs.length === 0 ? '' : `In ms-swift ${release}: ${pairs.join(', ')}.`;
}

/** Those of some values that a flag takes in this release. */
export function takenHere(
  catalog: Catalog,
  flag: Flag,
  words: readonly string[],
  release: Release,
  command: Command,
): string[] {
  const { forms, names } = catalog.view(release, command);
  const [form, known] = [forms.get(flag.name), names.get(flag.name)];
  return words.filter((word) => (!form || parseWord(word, form).ok) && (!known || known.has(word)));
}

/** The values that the catalogue explains and the release knows. */
export const valuesHere = (catalog: Catalog, flag: Flag, release: Release, command: Command): string[] =>
  takenHere(catalog, flag, Object.keys(flag.values ?? {}), release, command);
