import { type Config, type Entry, flagsOf, type Span } from './config';

/** One word that the trainer gets, with the place where it is written; null where the word cannot be known. */
export interface Word {
  value: string | null;
  span: Span;
  /** The word may stand for any number of words. */
  splice?: boolean;
}

/** The words behind the sub-command, in order, as the trainer gets them. */
export function argvOf(config: Config): Word[] {
  const words = config.words.map(({ value, span, splice }) => ({
    value: value ?? null,
    span,
    ...(splice && { splice }),
  }));
  return [...words, ...flagsOf(config).flatMap(flagWords)];
}

function flagWords(entry: Entry): Word[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const [first, ...rest] = entry.values;
  const values = rest.map(valueWord);
  if (entry.joined && first) {
    const value = first.value === undefined ? null : `${name}=${first.value}`;
    return [{ value, span: entry.whole }, ...values];
  }
  return [{ value: name, span: entry.key }, ...(first ? [valueWord(first)] : []), ...values];
}

const valueWord = ({ value, span, splice }: Entry['values'][number]): Word => ({
  value: value ?? null,
  span,
  ...(splice && { splice }),
});
