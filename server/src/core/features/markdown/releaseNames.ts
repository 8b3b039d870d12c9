import type { Release } from '../../catalog/release';
import { findCounterpart, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import type { Catalog, CatalogView, Flag } from '../../catalog/types';
import { parseValue } from '../../catalog/value';
import type { Command } from '../../config/config';
import { isTraining } from '../../config/lookup';
import { docsOfFlag } from './flagDocs';

/** Names of flags and values in a release. The text of a flag may mention names that the release does not have. */

/** The flags of a release by name. `megatron rlhf` has all flags of the training commands. */
const flagFormsOf = (catalog: Catalog, release: Release, command: Command): CatalogView['forms'] =>
  catalog.view(release, isTraining({ command }) ? 'rlhf' : command).forms;

/** Lists the flags related to a flag, by their names in the release. */
export function listRelatedFlags(catalog: Catalog, flag: Flag, release: Release, command: Command): string[] {
  const forms = flagFormsOf(catalog, release, command);
  const { see = [] } = catalog.docs.flag(flag.name, release);
  const names = see.map((name) => {
    const other = catalog.byName.get(name);
    return forms.has(name) || !other ? name : findCounterpart(catalog, other, forms)?.flag.name;
  });
  return [...new Set(names)].filter((name) => name !== undefined && name !== flag.name) as string[];
}

/** Describes the flags in the text that have another name in the release. Empty where there are none. */
export function describeRenamedFlags(catalog: Catalog, flag: Flag, release: Release, command: Command): string {
  const forms = flagFormsOf(catalog, release, command);
  const { description } = docsOfFlag(catalog, flag, release, command);
  const mentioned = new Set([...description.matchAll(/`(?:--)?([a-z]\w*)/g)].map(([, name = '']) => name));
  const pairs = [...mentioned].flatMap((name) => {
    const mentionedFlag = forms.has(name) ? undefined : catalog.byName.get(name);
    const renamed = mentionedFlag && findCounterpart(catalog, mentionedFlag, forms);
    // A counterpart with another meaning is not the flag in the text, and a text with both names needs no addition.
    if (!renamed || renamed.value === 'other' || renamed.flag === flag || mentioned.has(renamed.flag.name)) return [];
    return [`\`${name}\` is called \`${renamed.flag.name}\`${VALUE_CHANGE_NOTES[renamed.value]}`];
  });
  return pairs.length === 0 ? '' : `In ms-swift ${release}: ${pairs.join(', ')}.`;
}

/** Filters values by whether the flag accepts them in the release. */
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

/** The documented values of a flag that the release accepts. */
export const valuesOfRelease = (catalog: Catalog, flag: Flag, release: Release, command: Command): string[] =>
  filterAcceptedValues(
    catalog,
    flag,
    Object.keys(docsOfFlag(catalog, flag, release, command).values ?? {}),
    release,
    command,
  );
