import type { Command, Config, Entry, Scalar } from '../../config/config';
import type { Hints } from '../syntax';

/**
 * Decides where the flags of a command end before arguments that may expand to any number of arguments, flags among
 * them: in `--lr 1e-5 $EXTRA`, lr ends after its value, and in `--dataset a $EXTRA` the end is unknown. Directly after a
 * flag that takes values, such an argument is its value.
 */
export function endFlags(config: Config, hints: Pick<Hints, 'valueLimits'>): Config {
  const { command } = config;
  const isOpen = ({ maySplit }: Scalar): boolean => maySplit === true;
  const hasOpenValue = (entry: Entry): boolean =>
    entry.values.some((value, index) => isOpen(value) && !(index === 0 && isOwnValue(entry, value, command, hints)));
  return {
    ...config,
    flags: config.flags.map((entry) => endFlag(entry, command, hints)),
    mayHaveMoreFlags:
      config.positionals.some(isOpen) ||
      config.flags.some(hasOpenValue) ||
      config.problems.some(({ lostFlags, isReadOn }) => lostFlags !== undefined && !isReadOn),
  };
}

function endFlag(entry: Entry, command: Command, hints: Pick<Hints, 'valueLimits'>): Entry {
  const splitIndex = entry.values.findIndex(({ maySplit }) => maySplit);
  const [first] = entry.values;
  if (splitIndex < 0) {
    // A flag with values that are written elsewhere cannot be removed in one piece.
    const isInOnePiece = entry.values.every(({ enclosure }) => enclosure === entry.enclosure);
    return isInOnePiece ? entry : { ...entry, endUnknown: true };
  }
  if (splitIndex === 0 && entry.joinedByEquals) return entry;
  const mayContinue =
    splitIndex === 0
      ? first && !isOwnValue(entry, first, command, hints)
      : hints.valueLimits(entry.name, command).max > 1;
  if (mayContinue) return { ...entry, endUnknown: true };
  return { ...entry, fullSpan: { start: entry.fullSpan.start, end: endOfSingleValue(entry) } };
}

/** A variable whose name says that it holds arguments rather than the value of a switch. */
const ARGUMENTS_VARIABLE = /arg|opt|extra|flag|param|more|other|\[@\]|\[\*\]|[@*]$/i;

/**
 * Whether the first value of a flag is its own although it may split, as in `--dataset $DATA`. A switch needs no value,
 * so after it, as in `--packing $EXTRA_ARGS`, the name of the variable decides.
 */
function isOwnValue(
  entry: Entry,
  value: Scalar,
  command: Command,
  { valueLimits }: Pick<Hints, 'valueLimits'>,
): boolean {
  const isWrittenAfter =
    value.text !== '' &&
    value.enclosure === entry.enclosure &&
    value.span.start >= entry.key.end &&
    !entry.fromExpansion;
  return isWrittenAfter && (valueLimits(entry.name, command).min > 0 || !ARGUMENTS_VARIABLE.test(value.text));
}

/** The end of a flag with one value, or of its name if the value is written elsewhere. */
function endOfSingleValue({ key, values: [first], enclosure }: Entry): number {
  return first && first.enclosure === enclosure && first.span.start >= key.start ? first.span.end : key.end;
}
