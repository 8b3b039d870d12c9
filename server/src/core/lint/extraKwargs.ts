import type { Value } from '../catalog/types';
import { isMap } from '../catalog/value';
import { type Entry, type Span, underscored } from '../config/config';
import type { Change, Fix } from '../config/edit';
import type { Facts } from '../facts/facts';
import { EXTRA_FLAGS, type Givens, givenOf, lastGiven } from '../facts/givens';
import { partsOf } from '../text/jsonSpans';
import { fixOf, fixRemove } from './fix';

/**
 * Options that stand inside `extra_megatron_kwargs`: where they are in the text, and how they are changed there.
 */
export const extraEntry = (facts: Givens): Entry | undefined => givenOf(facts, EXTRA_FLAGS)[0]?.entry;

/** The map as it is written, with its keys as they are spelled. */
export function writtenMap(facts: Givens): Record<string, Value> | undefined {
  const value = givenOf(facts, EXTRA_FLAGS)[0]?.value;
  return isMap(value) ? value : undefined;
}

/** Whether an option is written inside `extra_megatron_kwargs`. */
export const isExtra = (facts: Givens, name: string): boolean => facts.extra?.has(name) ?? false;

/** Where an option that is written inside `extra_megatron_kwargs` stands: its key, or the whole flag. */
export const spanOfExtra = (facts: Givens, name: string): Span | undefined =>
  isExtra(facts, name) ? spansOfExtra(facts)(name) : undefined;

/** The same for many options: the map is read once. */
export function spansOfExtra(facts: Givens): (name: string) => Span | undefined {
  const entry = extraEntry(facts);
  const scalar = entry?.values[0];
  const keys = (scalar ? partsOf(scalar) : []).flatMap(({ path: [name, ...more], key }) =>
    key && more.length === 0 ? [[underscored(String(name)), key] as const] : [],
  );
  // The first of a name counts.
  const byName = new Map(keys.reverse());
  return (name) => byName.get(name) ?? entry?.whole;
}

/** Where an option stands, inside `extra_megatron_kwargs` or as a flag; the command where nobody gives it. */
export const spanOfOption = (facts: Facts, name: string): Span =>
  spanOfExtra(facts, name) ?? lastGiven(facts, name)?.entry.whole ?? facts.config.head;

/** Whether a change of an option has to be written inside `extra_megatron_kwargs`. */
export const belongsIntoExtra = (facts: Facts, name: string): boolean => {
  const { catalog, release, config } = facts;
  return (
    isExtra(facts, name) ||
    (catalog.megatronByName.has(name) && !catalog.view(release.version, config.command).forms.has(name))
  );
};

/** Takes an option out where it stands: of `extra_megatron_kwargs`, or as a flag. */
export function fixRemoveOption(facts: Facts, name: string): Fix | undefined {
  const inside = changeExtras(facts, new Map([[name, undefined]]));
  const entry = lastGiven(facts, name)?.entry;
  return inside ? fixOf(`Remove ${name}`, inside) : entry && fixRemove(entry, name);
}

/**
 * Gives options inside `extra_megatron_kwargs` other values, or takes them out; the flag goes with its last option. They
 * stand in one text and are written together.
 */
export function changeExtras(
  facts: Facts,
  wanted: ReadonlyMap<string, readonly string[] | undefined>,
): Change | undefined {
  const entry = extraEntry(facts);
  const map = new Map(Object.entries(writtenMap(facts) ?? {}));
  let isChanged = false;
  for (const [name, words] of wanted) {
    const key = map.has(name) ? name : [...map.keys()].find((each) => underscored(each) === name);
    if (words === undefined && key === undefined) continue;
    if (words === undefined) map.delete(key ?? name);
    else map.set(key ?? name, valueIn(words));
    isChanged = true;
  }
  if (!isChanged) return undefined;
  if (map.size === 0) return entry && { op: 'remove', entry };
  const text = JSON.stringify(Object.fromEntries(map));
  if (entry) return { op: 'write', entry, values: [text] };
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  const flag = EXTRA_FLAGS.find((each) => forms.has(each));
  return flag ? { op: 'set', flag, values: [text] } : undefined;
}

function valueIn(words: readonly string[]): Value {
  const values = words.map(readWord);
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

/** A word of a fix as JSON has it. */
function readWord(word: string): Value {
  if (word === 'true' || word === 'false') return word === 'true';
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}
