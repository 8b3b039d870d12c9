import type { Scalar, Within } from '../../../config/config';

/**
 * The words of a variable that is split, each where it is written in the text that was assigned: in
 * `OPTS="--lr 1e-5"` the flag stands behind the quote. Undefined where that text is not the value to the letter.
 */
export function located(words: readonly Scalar[], { text, span }: Scalar): Scalar[] | undefined {
  const read = lettersOf(text);
  if (!read) return undefined;
  const { value, at } = read;
  const fields = [...value.matchAll(/[^ \t\n]+/g)];
  if (fields.length !== words.length || fields.some(([field], index) => words[index]?.value !== field))
    return undefined;
  const within: Within = { kind: 'quotes' };
  return fields.map(({ 0: field, index }) => {
    const [first, last] = [at[index] ?? 0, at[index + field.length - 1] ?? 0];
    const place = { start: span.start + first, end: span.start + last + 1 };
    return { text: text.slice(first, last + 1), span: place, value: field, within };
  });
}

/** The value of a quoted or plain text in which nothing is expanded, and where each of its letters stands. */
function lettersOf(text: string): { value: string; at: number[] } | undefined {
  const [quote] = /^["']/.exec(text) ?? [''];
  const end = quote ? text.length - 1 : text.length;
  if (quote && (text.length < 2 || text[end] !== quote)) return undefined;
  if (!quote && !/^[\w./:=,@%+-]*$/.test(text)) return undefined;
  let value = '';
  const at: number[] = [];
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
    at.push(index);
  }
  return { value, at };
}
