import type { Config, Entry, Scalar } from '../../config/config';

/**
 * Returns a command with lost text as it was intended, as far as that is known: the words from the fault on are no values
 * of the flag before it, and more flags follow. Otherwise the fault would be reported through its consequences.
 */
export function withoutLostText(config: Config): Config {
  const starts = config.problems.filter(({ lostFlags }) => lostFlags !== undefined).map(({ span }) => span.start);
  if (starts.length === 0) return config;
  const isLost = ({ span }: Scalar): boolean => starts.includes(span.start);
  const last = config.flags.at(-1);
  return {
    ...config,
    positionals: cutFrom(config.positionals, isLost),
    flags: config.flags.map((entry) => cutEntry(entry, isLost, entry === last)),
    mayHaveMoreFlags: true,
  };
}

function cutFrom(values: readonly Scalar[], isLost: (value: Scalar) => boolean): Scalar[] {
  const index = values.findIndex(isLost);
  return index < 0 ? [...values] : values.slice(0, index);
}

/** Cuts the lost values of a flag. One that is left without a value at the end of the command has an unknown one. */
function cutEntry(entry: Entry, isLost: (value: Scalar) => boolean, isLast: boolean): Entry {
  const values = cutFrom(entry.values, isLost);
  const isCut = values.length < entry.values.length;
  if (values.length > 0 || (!isCut && !isLast)) return isCut ? withValues(entry, values) : entry;
  const offset = entry.key.end;
  return withValues(entry, [{ text: '', span: { start: offset, end: offset }, value: undefined, maySplit: true }]);
}

const withValues = (entry: Entry, values: readonly Scalar[]): Entry => ({
  ...entry,
  values,
  fullSpan: { start: entry.fullSpan.start, end: values.at(-1)?.span.end ?? entry.key.end },
});
