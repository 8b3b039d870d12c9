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
 * Options inside `extra_megatron_kwargs`: their spans in the text and the changes that edit them there.
 */
export const extraKwargsEntryOf = (facts: Givens): Entry | undefined =>
  findAllGiven(facts, EXTRA_KWARGS_FLAGS)[0]?.entry;

/** Returns the map as it is written, with its keys as spelled. */
export function writtenKwargsOf(facts: Givens): Record<string, Value> | undefined {
  const value = findAllGiven(facts, EXTRA_KWARGS_FLAGS)[0]?.value;
  return isMap(value) ? value : undefined;
}

/** Whether an option is written inside `extra_megatron_kwargs`. */
export const isInExtraKwargs = (facts: Givens, name: string): boolean => facts.extraKwargs?.has(name) ?? false;

/** Returns the span of an option inside `extra_megatron_kwargs`: that of its key, or of the full flag. */
export const spanOfExtraKwarg = (facts: Givens, name: string): Span | undefined =>
  isInExtraKwargs(facts, name) ? createKwargSpanLookup(facts)(name) : undefined;

/** Returns a span lookup for many options that reads the map once. */
export function createKwargSpanLookup(facts: Givens): (name: string) => Span | undefined {
  const entry = extraKwargsEntryOf(facts);
  const scalar = entry?.values[0];
  const keys = (scalar ? jsonPartsOf(scalar) : []).flatMap(({ path: [name, ...nested], key }) =>
    key && nested.length === 0 ? [[toUnderscores(String(name)), key] as const] : [],
  );
  // The first occurrence of a name is used.
  const byName = new Map(keys.reverse());
  return (name) => byName.get(name) ?? entry?.fullSpan;
}

/** Returns the span of an option, inside `extra_megatron_kwargs` or as a flag; that of the command if it is not given. */
export const spanOfOption = (facts: Facts, name: string): Span =>
  spanOfExtraKwarg(facts, name) ?? findGiven(facts, name)?.entry.fullSpan ?? facts.config.head;

/** Whether a change of an option must be written inside `extra_megatron_kwargs`. */
export const belongsInExtraKwargs = (facts: Facts, name: string): boolean => {
  const { catalog, release, config } = facts;
  return (
    isInExtraKwargs(facts, name) ||
    (catalog.megatronByName.has(name) && !catalog.view(release.version, config.command).forms.has(name))
  );
};

/** Removes an option from `extra_megatron_kwargs`, or as a flag. */
export function fixRemoveOption(facts: Facts, name: string): Fix | undefined {
  const change = changeExtraKwargs(facts, new Map([[name, undefined]]));
  const entry = findGiven(facts, name)?.entry;
  return change ? fixOf(`Remove ${name}`, change) : entry && fixRemove(entry, name);
}

/**
 * Sets or removes options inside `extra_megatron_kwargs`; the flag is removed with its last option. All of them are
 * written as one value.
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

/** Parses a value of a fix as JSON would express it. */
function parseKwargText(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
