import type { Config, Entry, Scalar, Span } from './config';
import { findConfigFlag } from './lookup';

/** One word that the trainer gets, with the place where it is written; null where the word cannot be known. */
export interface Argument {
  value: string | null;
  span: Span;
  /** The word may stand for any number of words. */
  maySplit?: boolean;
  /** The variable that gave the word, and where that was written. */
  from?: { variable: string; span: Span };
  /** The flag that the word belongs to; undefined in front of the first one. */
  entry?: Entry;
}

/** The words behind the sub-command, in order, as the trainer gets them. */
export function argvOf(config: Config): Argument[] {
  const flags = config.flags.flatMap((entry) => argumentsOfFlag(entry).map((argument) => ({ ...argument, entry })));
  // A config file that was read has become words of its own; one that was not is the word that it is.
  const first = config.configFile && !findConfigFlag(config) ? [config.configFile] : [];
  return [...[...first, ...config.positionals].map(toArgument), ...flags];
}

function argumentsOfFlag(entry: Entry): Argument[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const [first, ...rest] = entry.values;
  const values = rest.map(toArgument);
  if (entry.joinedByEquals && first) {
    const value = first.value === undefined ? null : `${name}=${first.value}`;
    return [{ ...toArgument(first), value, span: entry.fullSpan }, ...values];
  }
  return [{ value: name, span: entry.key }, ...(first ? [toArgument(first)] : []), ...values];
}

const toArgument = ({ value, span, maySplit: splice, from }: Scalar): Argument => ({
  value: value ?? null,
  span,
  ...(splice && { maySplit: splice }),
  ...(from && { from }),
});
