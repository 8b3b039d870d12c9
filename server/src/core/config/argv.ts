import type { Config, Entry, Scalar, Span } from './config';
import { dropLost, findConfigFlag } from './lookup';

/** One argument of the trainer, with the span where it is written; the value is null when it cannot be known. */
export interface Argument {
  value: string | null;
  span: Span;
  /** The argument may expand to any number of arguments. */
  maySplit?: boolean;
  /** The variable that the argument comes from, and the span of its assignment. */
  from?: { variable: string; span: Span };
  /** The flag that the argument belongs to; undefined before the first flag. */
  entry?: Entry;
}

/** Returns the arguments after the subcommand, in the order in which the trainer gets them. */
export function argvOf(written: Config): Argument[] {
  const config = dropLost(written);
  const flags = config.flags.flatMap((entry) => argumentsOfFlag(entry).map((argument) => ({ ...argument, entry })));
  // A config file that was joined is replaced by its flags; one that was not stays an argument.
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

const toArgument = ({ value, span, maySplit, from }: Scalar): Argument => ({
  value: value ?? null,
  span,
  ...(maySplit && { maySplit }),
  ...(from && { from }),
});
