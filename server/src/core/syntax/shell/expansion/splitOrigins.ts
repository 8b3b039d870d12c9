import type { Enclosure, Scalar } from '../../../config/config';

/**
 * The words of a variable that is split, each where it is written in the text that was assigned: in
 * `OPTS="--lr 1e-5"` the flag stands behind the quote. Undefined where that text is not the value to the letter.
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

/** The value of a quoted or plain text in which nothing is expanded, and where each of its letters stands. */
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
    // In double quotes a backslash takes the line break away with it.
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
