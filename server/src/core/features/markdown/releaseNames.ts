import type { Release } from '../../catalog/release';
import { findCounterpart, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import type { Catalog, CatalogView, Flag } from '../../catalog/types';
import { parseValue } from '../../catalog/value';
import type { Command } from '../../config/config';

/** A text about a flag serves all releases that have it; some do not know every flag and value that it names. */

/** What a release calls flags. `megatron rlhf` knows all that the training commands know. */
const flagFormsOf = (catalog: Catalog, release: Release, command: Command): CatalogView['forms'] =>
  catalog.view(release, command === 'export' ? 'export' : 'rlhf').forms;

/** The flags that a reader of this release may look at next, by the names that they have there. */
export function listRelatedFlags(catalog: Catalog, flag: Flag, release: Release, command: Command): string[] {
  const forms = flagFormsOf(catalog, release, command);
  const { see = [] } = catalog.docs.flag(flag.name);
  const names = see.map((name) => {
    const other = catalog.byName.get(name);
    return forms.has(name) || !other ? name : findCounterpart(catalog, other, forms)?.flag.name;
  });
  return [...new Set(names)].filter((name) => name !== undefined && name !== flag.name) as string[];
}

/** One line about the flags in the text that have another name in this release; empty where there are none. */
export function describeRenamedFlags(catalog: Catalog, flag: Flag, release: Release, command: Command): string {
  const forms = flagFormsOf(catalog, release, command);
  const { description } = catalog.docs.flag(flag.name);
  const mentioned = new Set([...description.matchAll(/`(?:--)?([a-z]\w*)/g)].map(([, name = '']) => name));
  const pairs = [...mentioned].flatMap((name) => {
    const mentionedFlag = forms.has(name) ? undefined : catalog.byName.get(name);
    const renamed = mentionedFlag && findCounterpart(catalog, mentionedFlag, forms);
    // A flag of another meaning does not stand for the one in the text; a text that tells both names needs no help.
    if (!renamed || renamed.value === 'other' || renamed.flag === flag || mentioned.has(renamed.flag.name)) return [];
    return [`\`${name}\` is called \`${renamed.flag.name}\`${VALUE_CHANGE_NOTES[renamed.value]}`];
  });
  return pairs.length === 0 ? '' : `In ms-swift ${release}: ${pairs.join(', ')}.`;
}

/** Those of some values that a flag takes in this release. */
export function filterAcceptedValues(
  catalog: Catalog,
  flag: Flag,
  values: readonly string[],
  release: Release,
  command: Command,
): string[] {
  const { forms, names } = catalog.view(release, command);
  const [form, known] = [forms.get(flag.name), names.get(flag.name)];
  return values.filter((value) => (!form || parseValue(value, form).ok) && (!known || known.has(value)));
}

/** The values that the catalogue explains and the release knows. */
export const valuesOfRelease = (catalog: Catalog, flag: Flag, release: Release, command: Command): string[] =>
  filterAcceptedValues(catalog, flag, Object.keys(catalog.docs.flag(flag.name).values ?? {}), release, command);
