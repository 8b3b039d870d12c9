import type { Value } from '../catalog/types';
import { isMap } from '../catalog/value';
import type { Entry, Span } from '../config/config';
import type { Change, Fix } from '../config/edit';
import { toUnderscores } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { EXTRA_KWARGS_FLAGS, findAllGiven, findGiven, type Givens } from '../facts/givens';
import { jsonPartsOf } from '../text/jsonSpans';
import { fixOf, fixRemove } from './fix';

/**
 * Options that stand inside `extra_megatron_kwargs`: where they are in the text, and how they are changed there.
 */
export const extraKwargsEntryOf = (facts: Givens): Entry | undefined =>
  findAllGiven(facts, EXTRA_KWARGS_FLAGS)[0]?.entry;

/** The map as it is written, with its keys as they are spelled. */
export function writtenKwargsOf(facts: Givens): Record<string, Value> | undefined {
  const value = findAllGiven(facts, EXTRA_KWARGS_FLAGS)[0]?.value;
  return isMap(value) ? value : undefined;
}

/** Whether an option is written inside `extra_megatron_kwargs`. */
export const isInExtraKwargs = (facts: Givens, name: string): boolean => facts.extraKwargs?.has(name) ?? false;

/** Where an option that is written inside `extra_megatron_kwargs` stands: its key, or the whole flag. */
export const spanOfExtraKwarg = (facts: Givens, name: string): Span | undefined =>
  isInExtraKwargs(facts, name) ? createKwargSpanLookup(facts)(name) : undefined;

/** The same for many options: the map is read once. */
export function createKwargSpanLookup(facts: Givens): (name: string) => Span | undefined {
  const entry = extraKwargsEntryOf(facts);
  const scalar = entry?.values[0];
  const keys = (scalar ? jsonPartsOf(scalar) : []).flatMap(({ path: [name, ...nested], key }) =>
    key && nested.length === 0 ? [[toUnderscores(String(name)), key] as const] : [],
  );
  // The first of a name counts.
  const byName = new Map(keys.reverse());
  return (name) => byName.get(name) ?? entry?.fullSpan;
}

/** Where an option stands, inside `extra_megatron_kwargs` or as a flag; the command where nobody gives it. */
export const spanOfOption = (facts: Facts, name: string): Span =>
  spanOfExtraKwarg(facts, name) ?? findGiven(facts, name)?.entry.fullSpan ?? facts.config.head;

/** Whether a change of an option has to be written inside `extra_megatron_kwargs`. */
export const belongsInExtraKwargs = (facts: Facts, name: string): boolean => {
  const { catalog, release, config } = facts;
  return (
    isInExtraKwargs(facts, name) ||
    (catalog.megatronByName.has(name) && !catalog.view(release.version, config.command).forms.has(name))
  );
};

/** Takes an option out where it stands: of `extra_megatron_kwargs`, or as a flag. */
export function fixRemoveOption(facts: Facts, name: string): Fix | undefined {
  const change = changeExtraKwargs(facts, new Map([[name, undefined]]));
  const entry = findGiven(facts, name)?.entry;
  return change ? fixOf(`Remove ${name}`, change) : entry && fixRemove(entry, name);
}

/**
 * Gives options inside `extra_megatron_kwargs` other values, or takes them out; the flag goes with its last option. They
 * stand in one text and are written together.
 */
export function changeExtraKwargs(
  facts: Facts,
  newValues: ReadonlyMap<string, readonly string[] | undefined>,
): Change | undefined {
  const entry = extraKwargsEntryOf(facts);
  const kwargs = new Map(Object.entries(writtenKwargsOf(facts) ?? {}));
  let isChanged = false;
  for (const [name, values] of newValues) {
    const key = kwargs.has(name) ? name : [...kwargs.keys()].find((each) => toUnderscores(each) === name);
    if (values === undefined && key === undefined) continue;
    if (values === undefined) kwargs.delete(key ?? name);
    else kwargs.set(key ?? name, toKwargValue(values));
    isChanged = true;
  }
  if (!isChanged) return undefined;
  if (kwargs.size === 0) return entry && { op: 'remove', entry };
  const text = JSON.stringify(Object.fromEntries(kwargs));
  if (entry) return { op: 'write', entry, values: [text] };
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  const flag = EXTRA_KWARGS_FLAGS.find((each) => forms.has(each));
  return flag ? { op: 'set', flag, values: [text] } : undefined;
}

function toKwargValue(texts: readonly string[]): Value {
  const values = texts.map(parseKwargText);
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

/** A word of a fix as JSON has it. */
function parseKwargText(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
