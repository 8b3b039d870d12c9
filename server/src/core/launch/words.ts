import type { Config, Entry, Scalar } from '../config/config';
import { findConfigFlag, variablesOf } from '../config/lookup';

/** The words that only a running shell knows. A plan cannot say them. */
export const findUnknownValues = (config: Config): Scalar[] => [
  ...findUnknownFlagValues(config),
  ...variablesOf(config).flatMap(unknownValuesOf),
];

/** Those among the words of the command, without its variables. */
export const findUnknownFlagValues = (config: Config): Scalar[] => [
  ...config.positionals.filter((word) => word.value === undefined),
  ...config.flags.flatMap(unknownValuesOf),
];

const unknownValuesOf = ({ values }: Entry): Scalar[] => values.filter((word) => word.value === undefined);

/** Each flag with its values, as words for the trainer. A value that looks like an option stays joined to its flag. */
export function toFlagRows(config: Config): string[][] {
  // A config file that is named as the first word stays there; behind a flag it is a value like any other.
  const first = config.configFile && !findConfigFlag(config) ? [config.configFile] : [];
  return [...[...first, ...config.positionals].map((word) => [word.value ?? '']), ...config.flags.map(toFlagRow)];
}

function toFlagRow(entry: Entry): string[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const values = entry.values.map((value) => value.value ?? '');
  const [single] = values;
  if (single !== undefined && values.length === 1 && (entry.joinedByEquals || single.startsWith('-')))
    return [`${name}=${single}`];
  return [name, ...values];
}
