import type { Word } from 'unbash';
import type { Enclosure, Scalar, Span } from '../../../config/config';
import { isSameSpan } from '../../../config/lookup';
import { appendText, createPartialArray, knownItemsOf, type Scope, type ShellValue } from '../interpreter/scope';
import { type Source, spanOf, textOfNode } from '../source';
import { evaluateArithmeticText } from './arithmetic';
import { expandValue, expandWord } from './expand';

/** An array of bash: items under numbers, possibly with gaps, or under names after `declare -A`. */
export type ShellArray = Extract<ShellValue, { kind: 'array' }>;

/** Limit of items, so that a script that keeps doubling an array does not exhaust the memory. */
const MAX_ITEMS = 5000;

const UNKNOWN_ARRAY: ShellArray = { kind: 'array', items: undefined };

/** Returns the keys of the items, counted from 0 unless there are gaps. */
const keysOf = ({ items, keys }: ShellArray): readonly string[] =>
  keys ?? (items ?? []).map((_, index) => String(index));

/** Returns the index after the last item. */
const nextIndexOf = ({ items = [], keys }: ShellArray): number => (keys ? Number(keys.at(-1) ?? -1) + 1 : items.length);

/** Returns the position of the item with a key; -1 if there is none. */
function positionOf({ items = [], keys }: ShellArray, key: string): number {
  if (keys) return keys.indexOf(key);
  return Number(key) < items.length ? Number(key) : -1;
}

function createArray(items: readonly Scalar[], keys: readonly string[], associative: boolean): ShellArray {
  if (associative) return { kind: 'array', items, keys, associative: true };
  return keys.every((key, index) => key === String(index)) ? { kind: 'array', items } : { kind: 'array', items, keys };
}

/** Converts the value of a variable to an array, of which text is the first item. */
export function toArray(value: ShellValue | undefined): ShellArray | undefined {
  if (!value) return undefined;
  if (value.kind === 'array') return value;
  if (value.kind === 'unset') return { kind: 'array', items: [] };
  if (value.text === undefined) return undefined;
  return { kind: 'array', items: [{ text: value.text, span: { start: 0, end: 0 }, value: value.text }] };
}

/** Expands `NAME=( .. )`, or `NAME+=( .. )` with the `previous` array. */
export function expandArrayElements(
  elements: readonly Word[],
  previous: ShellArray | undefined,
  scope: Scope,
  source: Source,
): ShellArray {
  let array: ShellArray | undefined = previous;
  const enclosure: Enclosure = { kind: 'list' };
  for (const element of elements) {
    if (!array || !hasKnownEnd(array) || knownItemsOf(array).length > MAX_ITEMS)
      return array ? createPartialArray(knownItemsOf(array)) : UNKNOWN_ARRAY;
    const isKeyed = /^\[[^\]]*\]\+?=/.test(element.text);
    if (isKeyed && array.items) array = setKeyedElement(array, element, scope, source);
    else if (isKeyed || array.associative) return { ...UNKNOWN_ARRAY, ...(array.associative && { associative: true }) };
    else {
      const items = expandWord(element, source, scope).map((item) =>
        markListItem(item, spanOf(element, source), enclosure),
      );
      array = appendItems(array, items);
    }
  }
  return array ?? UNKNOWN_ARRAY;
}

/** Whether it is known where the next item of an array goes. */
const hasKnownEnd = ({ items, endsWithStart }: ShellArray): boolean => items !== undefined || endsWithStart === true;

/** Returns the array with more items at its end. */
function appendItems(array: ShellArray, more: readonly Scalar[]): ShellArray {
  if (!array.items || more.some(({ maySplit }) => maySplit))
    return array.keys ? UNKNOWN_ARRAY : createPartialArray([...knownItemsOf(array), ...more], true);
  const items = [...array.items, ...more];
  if (!array.keys) return { kind: 'array', items };
  const next = nextIndexOf(array);
  return createArray(items, [...array.keys, ...more.map((_, index) => String(next + index))], false);
}

/** Marks an item that is written in the list itself. */
const markListItem = (item: Scalar, span: Span, enclosure: Enclosure): Scalar =>
  isSameSpan(item.span, span) ? { ...item, enclosure } : item;

function setKeyedElement(array: ShellArray, element: Word, scope: Scope, source: Source): ShellArray {
  const text = expandValue(element, scope);
  const [, key, operator, value] = /^\[([^\]]*)\](\+?)=([\s\S]*)$/.exec(text ?? '') ?? [];
  if (key === undefined || value === undefined)
    return { ...UNKNOWN_ARRAY, ...(array.associative && { associative: true }) };
  const scalar: Scalar = { text: textOfNode(element, source), span: spanOf(element, source), value };
  return setItem(array, key, scalar, operator === '+', scope);
}

/** Returns the array with one item set. A negative index counts from the end. */
export function setItem(
  array: ShellArray | undefined,
  index: string | undefined,
  scalar: Scalar,
  append: boolean,
  scope: Scope,
): ShellArray {
  const associative = array?.associative === true;
  const key = index === undefined || !array ? undefined : arrayKeyOf(array, index, scope);
  const isTooLong = (array?.items?.length ?? 0) > MAX_ITEMS;
  if (!array?.items || key === undefined || isTooLong)
    return { ...UNKNOWN_ARRAY, ...(associative && { associative: true }) };
  const position = positionOf(array, key);
  const previous = array.items[position];
  const value = append && previous ? appendText(previous.value, scalar.value) : scalar.value;
  const item: Scalar = { ...scalar, value };
  if (position >= 0) return { ...array, items: array.items.with(position, item) };
  if (!associative && Number(key) === nextIndexOf(array)) return appendItems(array, [item]);
  const keys = keysOf(array);
  const insertPosition = associative ? -1 : keys.findIndex((other) => Number(other) > Number(key));
  const end = insertPosition < 0 ? keys.length : insertPosition;
  return createArray(array.items.toSpliced(end, 0, item), keys.toSpliced(end, 0, key), associative);
}

export function deleteItem(array: ShellArray, index: string, scope: Scope): ShellArray {
  const key = arrayKeyOf(array, index, scope);
  if (!array.items || key === undefined) return UNKNOWN_ARRAY;
  const keys = keysOf(array);
  const position = positionOf(array, key);
  return position < 0
    ? array
    : createArray(array.items.toSpliced(position, 1), keys.toSpliced(position, 1), array.associative === true);
}

/** Returns the key for an index; undefined if it is unknown or invalid. */
function arrayKeyOf(array: ShellArray, index: string, scope: Scope): string | undefined {
  if (array.associative) return index;
  const text = index.replace(/^(["'])(.*)\1$/, '$2');
  const number = evaluateArithmeticText(text, scope);
  if (number === undefined) return undefined;
  const position = number < 0n ? nextIndexOf(array) + Number(number) : Number(number);
  return position < 0 ? undefined : String(position);
}

/** Returns the text at an index; undefined if it is unknown. */
export function readItem(array: ShellArray, index: string, scope: Scope): { text: string; isSet: boolean } | undefined {
  const key = array.items && arrayKeyOf(array, index, scope);
  if (key === undefined) return undefined;
  const item = array.items?.[positionOf(array, key)];
  if (!item) return { text: '', isSet: false };
  return item.value === undefined ? undefined : { text: item.value, isSet: true };
}

/** Returns `${NAME[@]:offset:length}`. The offset is an index of the array, the length a number of existing items. */
export function sliceArray(
  array: ShellArray,
  offset: number,
  length: number | undefined,
): readonly Scalar[] | undefined {
  if (!array.items || array.associative) return undefined;
  const from = offset < 0 ? nextIndexOf(array) + offset : offset;
  if (from < 0) return [];
  const keys = keysOf(array);
  const items = array.items.filter((_, index) => Number(keys[index]) >= from);
  return length === undefined ? items : items.slice(0, length);
}
