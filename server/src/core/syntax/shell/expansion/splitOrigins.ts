import type { Enclosure, Scalar } from '../../../config/config';

/**
 * Locates the words of a split variable in the text that was assigned: in `OPTS="--lr 1e-5"` the flag starts after the
 * quote. Undefined if that text is not exactly the value.
 */
export function locateWords(words: readonly Scalar[], { text, span }: Scalar): Scalar[] | undefined {
  const unquoted = unquoteCharacters(text);
  if (!unquoted) return undefined;
  const { value, offsets } = unquoted;
  const fields = [...value.matchAll(/[^ \t\n]+/g)];
  if (fields.length !== words.length || fields.some(([field], index) => words[index]?.value !== field))
    return undefined;
  const enclosure: Enclosure = { kind: 'quotes' };
  return fields.map(({ 0: field, index }) => {
    const [first, last] = [offsets[index] ?? 0, offsets[index + field.length - 1] ?? 0];
    const wordSpan = { start: span.start + first, end: span.start + last + 1 };
    return { text: text.slice(first, last + 1), span: wordSpan, value: field, enclosure };
  });
}

/** Returns the value of a quoted or plain text without expansions, with the offset of each of its characters. */
function unquoteCharacters(text: string): { value: string; offsets: number[] } | undefined {
  const [quote] = /^["']/.exec(text) ?? [''];
  const end = quote ? text.length - 1 : text.length;
  if (quote && (text.length < 2 || text[end] !== quote)) return undefined;
  if (!quote && !/^[\w./:=,@%+-]*$/.test(text)) return undefined;
  let value = '';
  const offsets: number[] = [];
  for (let index = quote.length; index < end; index++) {
    const letter = text[index] ?? '';
    const next = text[index + 1] ?? '';
    if (letter === quote || (quote === '"' && /[$`]/.test(letter))) return undefined;
    // In double quotes, a backslash removes the line break after it.
    if (quote === '"' && letter === '\\') {
      if (next !== '\n' || index + 1 >= end) return undefined;
      index++;
      continue;
    }
    value += letter;
    offsets.push(index);
  }
  return { value, offsets };
}
