import type { Word } from 'unbash';
import type { Scalar, Within } from '../../../config/config';
import { appended, type Held, openArray, type Scope, startOf } from '../interpreter/scope';
import { arithmeticText } from './arithmetic';
import { expand, expandValue } from './expand';

/** Arrays as bash has them: items under numbers that may leave holes, or under names after `declare -A`. */
export type ArrayHeld = Extract<Held, { kind: 'array' }>;

/** A script that doubles an array often enough must not fill the memory. */
const MOST_ITEMS = 5000;

const UNKNOWN: ArrayHeld = { kind: 'array', items: undefined };

/** The keys of the items; without holes they are counted from 0. */
const keysOf = ({ items, keys }: ArrayHeld): readonly string[] =>
  keys ?? (items ?? []).map((_, index) => String(index));

/** The number behind the last item. */
const nextKey = ({ items = [], keys }: ArrayHeld): number => (keys ? Number(keys.at(-1) ?? -1) + 1 : items.length);

/** Where the item under a key stands among the items; -1 where there is none. */
function placeOf({ items = [], keys }: ArrayHeld, key: string): number {
  if (keys) return keys.indexOf(key);
  return Number(key) < items.length ? Number(key) : -1;
}

function arrayOf(items: readonly Scalar[], keys: readonly string[], named: boolean): ArrayHeld {
  if (named) return { kind: 'array', items, keys, named: true };
  return keys.every((key, index) => key === String(index)) ? { kind: 'array', items } : { kind: 'array', items, keys };
}

/** What a variable holds as an array: text is its first item. */
export function asArray(held: Held | undefined): ArrayHeld | undefined {
  if (!held) return undefined;
  if (held.kind === 'array') return held;
  if (held.kind === 'unset') return { kind: 'array', items: [] };
  if (held.text === undefined) return undefined;
  return { kind: 'array', items: [{ text: held.text, span: { start: 0, end: 0 }, value: held.text }] };
}

/** `NAME=( .. )`, or `NAME+=( .. )` where `before` is what it held. */
export function arrayFrom(
  elements: readonly Word[],
  before: ArrayHeld | undefined,
  scope: Scope,
  source: string,
): ArrayHeld {
  let held: ArrayHeld | undefined = before;
  const within: Within = { kind: 'list' };
  for (const element of elements) {
    if (!held?.items || held.items.length > MOST_ITEMS) return held ? openArray(startOf(held)) : UNKNOWN;
    if (/^\[[^\]]*\]\+?=/.test(element.text)) held = withKeyedElement(held, element, scope, source);
    else if (held.named) return { ...UNKNOWN, named: true };
    else {
      const items = expand(element, source, scope).map((item) => listed(item, element, within));
      const unknown = items.findIndex(({ splice }) => splice);
      if (unknown >= 0) return openArray([...startOf(held), ...items.slice(0, unknown)]);
      held = withItems(held, items);
    }
  }
  return held ?? UNKNOWN;
}

/** The array with more items at its end. */
function withItems(held: ArrayHeld, more: readonly Scalar[]): ArrayHeld {
  const items = [...(held.items ?? []), ...more];
  if (!held.keys) return { kind: 'array', items };
  const next = nextKey(held);
  return arrayOf(items, [...held.keys, ...more.map((_, index) => String(next + index))], false);
}

/** An item that is written in the list itself. */
const listed = (item: Scalar, { pos, end }: Word, within: Within): Scalar =>
  item.span.start === pos && item.span.end === end ? { ...item, within } : item;

function withKeyedElement(held: ArrayHeld, element: Word, scope: Scope, source: string): ArrayHeld {
  const text = expandValue(element, scope);
  const [, key, plus, value] = /^\[([^\]]*)\](\+?)=([\s\S]*)$/.exec(text ?? '') ?? [];
  if (key === undefined || value === undefined) return { ...UNKNOWN, ...(held.named && { named: true }) };
  const span = { start: element.pos, end: element.end };
  const scalar: Scalar = { text: source.slice(span.start, span.end), span, value };
  return withItem(held, key, scalar, plus === '+', scope);
}

/** The array with one item set. A number below zero counts from the end. */
export function withItem(
  held: ArrayHeld | undefined,
  index: string | undefined,
  scalar: Scalar,
  append: boolean,
  scope: Scope,
): ArrayHeld {
  const named = held?.named === true;
  const key = index === undefined || !held ? undefined : keyOf(held, index, scope);
  const isTooLong = (held?.items?.length ?? 0) > MOST_ITEMS;
  if (!held?.items || key === undefined || isTooLong) return { ...UNKNOWN, ...(named && { named: true }) };
  const at = placeOf(held, key);
  const before = held.items[at];
  const value = append && before ? appended(before.value, scalar.value) : scalar.value;
  const item: Scalar = { ...scalar, value };
  if (at >= 0) return { ...held, items: held.items.with(at, item) };
  if (!named && Number(key) === nextKey(held)) return withItems(held, [item]);
  const keys = keysOf(held);
  const place = named ? -1 : keys.findIndex((each) => Number(each) > Number(key));
  const end = place < 0 ? keys.length : place;
  return arrayOf(held.items.toSpliced(end, 0, item), keys.toSpliced(end, 0, key), named);
}

export function withoutItem(held: ArrayHeld, index: string, scope: Scope): ArrayHeld {
  const key = keyOf(held, index, scope);
  if (!held.items || key === undefined) return UNKNOWN;
  const keys = keysOf(held);
  const at = placeOf(held, key);
  return at < 0 ? held : arrayOf(held.items.toSpliced(at, 1), keys.toSpliced(at, 1), held.named === true);
}

/** The key that an index means; undefined where it is not known, or none. */
function keyOf(held: ArrayHeld, index: string, scope: Scope): string | undefined {
  if (held.named) return index;
  const text = index.replace(/^(["'])(.*)\1$/, '$2');
  const number = arithmeticText(text, scope);
  if (number === undefined) return undefined;
  const place = number < 0n ? nextKey(held) + Number(number) : Number(number);
  return place < 0 ? undefined : String(place);
}

/** The text under an index; undefined where it is not known. */
export function itemText(held: ArrayHeld, index: string, scope: Scope): { text: string; isSet: boolean } | undefined {
  const key = held.items && keyOf(held, index, scope);
  if (key === undefined) return undefined;
  const item = held.items?.[placeOf(held, key)];
  if (!item) return { text: '', isSet: false };
  return item.value === undefined ? undefined : { text: item.value, isSet: true };
}

/** `${NAME[@]:offset:length}`: the offset is a number of the array, the length counts what is there. */
export function slice(held: ArrayHeld, offset: number, length: number | undefined): readonly Scalar[] | undefined {
  if (!held.items || held.named) return undefined;
  const from = offset < 0 ? nextKey(held) + offset : offset;
  if (from < 0) return [];
  const keys = keysOf(held);
  const items = held.items.filter((_, index) => Number(keys[index]) >= from);
  return length === undefined ? items : items.slice(0, length);
}
