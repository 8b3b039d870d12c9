import type { Scalar } from '../../config/config';
import { wordOf } from './strings';
import type { Token } from './tokens';

/** The words of lists that are bound to names, with the indentation of the statement that bound them. */
export interface WordList {
  words: readonly Scalar[];
  indent: number;
}

export type NamedLists = ReadonlyMap<string, WordList>;

/** A list display or a sum of lists, and the index of the token after it. */
interface ParsedList {
  words: Scalar[];
  next: number;
}

/** Arguments of which nothing is known, not even their number. */
export const unknownWords = (offset: number): Scalar => ({
  text: '',
  span: { start: offset, end: offset },
  value: undefined,
  maySplit: true,
});

/** Parses `[..]` at a token, and the lists that are added to it. */
export function parseList(source: string, tokens: readonly Token[], at: number, lists: NamedLists): ParsedList {
  const words: Scalar[] = [];
  let next = at + 1;
  while (next < tokens.length && tokens[next]?.text !== ']') {
    const end = findEndOfItem(tokens, next);
    words.push(...wordsOfItem(source, tokens.slice(next, end), lists));
    next = tokens[end]?.text === ',' ? end + 1 : end;
  }
  next++;
  while (tokens[next]?.text === '+') {
    const operand = tokens[next + 1];
    if (operand?.text === '[') {
      const more = parseList(source, tokens, next + 1, lists);
      words.push(...more.words);
      next = more.next;
      break;
    }
    words.push(...wordsOfName(operand, lists));
    next += 2;
  }
  return { words, next };
}

/** Parses one item of a list: strings, `*NAME`, or any other expression. */
export function wordsOfItem(source: string, tokens: readonly Token[], lists: NamedLists): readonly Scalar[] {
  const [first, second] = tokens;
  if (!first) return [];
  if (first.text === '*') return tokens.length === 2 ? wordsOfName(second, lists) : [unknownWords(first.start)];
  const isExpression = tokens.some(({ text }) => text === 'for' || text === 'if');
  return [isExpression ? { ...unknownWords(first.start) } : wordOf(source, tokens)];
}

const wordsOfName = (token: Token | undefined, lists: NamedLists): readonly Scalar[] =>
  lists.get(token?.text ?? '')?.words ?? [unknownWords(token?.start ?? 0)];

/** Returns the index of the comma or bracket that ends an item. */
export function findEndOfItem(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const { kind, text } = tokens[index] as Token;
    if (kind === 'string') continue;
    if (/^[([{]$/.test(text)) depth++;
    else if (depth === 0 && /^[,)\]}]$/.test(text)) return index;
    else if (/^[)\]}]$/.test(text)) depth--;
  }
  return tokens.length;
}
