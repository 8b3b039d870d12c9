import type { Command, Config, Entry } from '../../config/config';
import type { Hints } from '../syntax';

/**
 * Decides where the flags of a command end before arguments that may expand to any number of arguments, flags among
 * them: in `--lr 1e-5 $EXTRA`, lr ends after its value, and in `--dataset a $EXTRA` the end is unknown.
 */
export const endFlags = (config: Config, hints: Pick<Hints, 'valueLimits'>): Config => ({
  ...config,
  flags: config.flags.map((entry) => endFlag(entry, config.command, hints)),
});

function endFlag(entry: Entry, command: Command, { valueLimits }: Pick<Hints, 'valueLimits'>): Entry {
  const splitIndex = entry.values.findIndex(({ maySplit }) => maySplit);
  if (splitIndex < 0) {
    // A flag with values that are written elsewhere cannot be removed in one piece.
    const isInOnePiece = entry.values.every(({ enclosure }) => enclosure === entry.enclosure);
    return isInOnePiece ? entry : { ...entry, endUnknown: true };
  }
  if (splitIndex === 0 && entry.joinedByEquals) return entry;
  const { min, max } = valueLimits(entry.name, command);
  const mayContinue = splitIndex === 0 ? min === 0 : max > 1;
  if (mayContinue) return { ...entry, endUnknown: true };
  return { ...entry, fullSpan: { start: entry.fullSpan.start, end: endOfSingleValue(entry) } };
}

/** The end of a flag with one value, or of its name if the value is written elsewhere. */
function endOfSingleValue({ key, values: [first], enclosure }: Entry): number {
  return first && first.enclosure === enclosure && first.span.start >= key.start ? first.span.end : key.end;
}
