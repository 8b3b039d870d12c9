import { type Config, type Entry, namingFlag, type Scalar, type Span } from './config';

/** One word that the trainer gets, with the place where it is written; null where the word cannot be known. */
export interface Word {
  value: string | null;
  span: Span;
  /** The word may stand for any number of words. */
  splice?: boolean;
  /** The variable that gave the word, and where that was written. */
  from?: { variable: string; span: Span };
  /** The flag that the word belongs to; undefined in front of the first one. */
  entry?: Entry;
}

/** The words behind the sub-command, in order, as the trainer gets them. */
export function argvOf(config: Config): Word[] {
  const flags = config.flags.flatMap((entry) => flagWords(entry).map((word) => ({ ...word, entry })));
  // A config file that was read has become words of its own; one that was not is the word that it is.
  const first = config.uses && !namingFlag(config) ? [config.uses] : [];
  return [...[...first, ...config.words].map(valueWord), ...flags];
}

function flagWords(entry: Entry): Word[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const [first, ...rest] = entry.values;
  const values = rest.map(valueWord);
  if (entry.joined && first) {
    const value = first.value === undefined ? null : `${name}=${first.value}`;
    return [{ ...valueWord(first), value, span: entry.whole }, ...values];
  }
  return [{ value: name, span: entry.key }, ...(first ? [valueWord(first)] : []), ...values];
}

const valueWord = ({ value, span, splice, from }: Scalar): Word => ({
  value: value ?? null,
  span,
  ...(splice && { splice }),
  ...(from && { from }),
});
