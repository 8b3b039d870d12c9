import { type Config, type Entry, namingFlag, type Scalar, variablesOf } from '../config/config';

/** The words that only a running shell knows. A plan cannot say them. */
export const unknownWords = (config: Config): Scalar[] => [
  ...unknownFlagWords(config),
  ...variablesOf(config).flatMap(unknownValues),
];

/** Those among the words of the command, without its variables. */
export const unknownFlagWords = (config: Config): Scalar[] => [
  ...config.words.filter((word) => word.value === undefined),
  ...config.flags.flatMap(unknownValues),
];

const unknownValues = ({ values }: Entry): Scalar[] => values.filter((word) => word.value === undefined);

/** Each flag with its values, as words for the trainer. A value that looks like an option stays joined to its flag. */
export function flagRows(config: Config): string[][] {
  // A config file that is named as the first word stays there; behind a flag it is a value like any other.
  const first = config.uses && !namingFlag(config) ? [config.uses] : [];
  return [...[...first, ...config.words].map((word) => [word.value ?? '']), ...config.flags.map(flagRow)];
}

function flagRow(entry: Entry): string[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const values = entry.values.map((value) => value.value ?? '');
  const [only] = values;
  if (only !== undefined && values.length === 1 && (entry.joined || only.startsWith('-'))) return [`${name}=${only}`];
  return [name, ...values];
}
