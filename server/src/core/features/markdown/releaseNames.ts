import type { Release } from '../../catalog/release';
import { type Counterpart, findCounterpart, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import type { FlagDocs } from '../../catalog/textTypes';
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

/** A flag that a text names, and its name in the release. */
interface RenamedFlag {
  name: string;
  counterpart: Counterpart;
}

/** Lists the flags in a text that have another name in the release. */
function listRenamedFlags(catalog: Catalog, flag: Flag, text: string, forms: CatalogView['forms']): RenamedFlag[] {
  const mentioned = new Set([...text.matchAll(FLAG_IN_TEXT)].map(([, , name = '']) => name));
  return [...mentioned].flatMap((name) => {
    const mentionedFlag = forms.has(name) ? undefined : catalog.byName.get(name);
    const counterpart = mentionedFlag && findCounterpart(catalog, mentionedFlag, forms);
    // A counterpart with another meaning is not the flag in the text, and a text with both names explains the change.
    if (!counterpart || counterpart.value === 'other' || counterpart.flag === flag) return [];
    return mentioned.has(counterpart.flag.name) ? [] : [{ name, counterpart }];
  });
}

/** A code span that begins with the name of a flag. */
const FLAG_IN_TEXT = /(`(?:--)?)([a-z]\w*)/g;

/** Returns the texts of a flag with the names that other flags have in the release, where their values are the same. */
export function docsInRelease(catalog: Catalog, flag: Flag, release: Release, command: Command): FlagDocs {
  const docs = docsOfFlag(catalog, flag, release, command);
  const forms = flagFormsOf(catalog, release, command);
  const rename = (text: string): string => {
    const names = new Map(
      listRenamedFlags(catalog, flag, text, forms).flatMap(({ name, counterpart }) =>
        counterpart.value === 'same' ? [[name, counterpart.flag.name]] : [],
      ),
    );
    return text.replaceAll(
      FLAG_IN_TEXT,
      (span, start: string, name: string) => start + (names.get(name) ?? span.slice(start.length)),
    );
  };
  const values =
    docs.values && Object.fromEntries(Object.entries(docs.values).map(([word, text]) => [word, rename(text)]));
  return { ...docs, summary: rename(docs.summary), description: rename(docs.description), ...(values && { values }) };
}

/** Describes the flags in the text whose other name in the release also has other values. Empty where there are none. */
export function describeRenamedFlags(catalog: Catalog, flag: Flag, release: Release, command: Command): string {
  const { description } = docsOfFlag(catalog, flag, release, command);
  const renamed = listRenamedFlags(catalog, flag, description, flagFormsOf(catalog, release, command));
  const pairs = renamed.flatMap(({ name, counterpart }) =>
    counterpart.value === 'same'
      ? []
      : [`\`${name}\` is called \`${counterpart.flag.name}\`${VALUE_CHANGE_NOTES[counterpart.value]}`],
  );
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
