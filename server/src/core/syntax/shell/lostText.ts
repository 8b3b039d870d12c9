import type { Config, Entry, Scalar } from '../../config/config';

/**
 * Returns a command without the words from each fault on, which are no values of the flag before it. More flags follow,
 * as far as is known. Otherwise the fault would be reported through its consequences.
 */
export function cutLostText(config: Config, starts: readonly number[]): Config {
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

/** A value at the end of a word that is not known, and does not hide further words. */
export const createUnknownValue = (offset: number): Scalar => ({
  text: '',
  span: { start: offset, end: offset },
  value: undefined,
});

function cutFrom(values: readonly Scalar[], isLost: (value: Scalar) => boolean): Scalar[] {
  const index = values.findIndex(isLost);
  return index < 0 ? [...values] : values.slice(0, index);
}

/** Cuts the lost values of a flag. One that is left without a value at the end of the command has an unknown one. */
function cutEntry(entry: Entry, isLost: (value: Scalar) => boolean, isLast: boolean): Entry {
  const values = cutFrom(entry.values, isLost);
  const isCut = values.length < entry.values.length;
  if (values.length > 0 || (!isCut && !isLast)) return isCut ? withValues(entry, values) : entry;
  return withValues(entry, [{ ...createUnknownValue(entry.key.end), maySplit: true }]);
}

const withValues = (entry: Entry, values: readonly Scalar[]): Entry => ({
  ...entry,
  values,
  fullSpan: { start: entry.fullSpan.start, end: values.at(-1)?.span.end ?? entry.key.end },
});
