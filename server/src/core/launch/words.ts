import type { Config, Entry, Scalar } from '../config/config';
import { findConfigFlag, variablesOf } from '../config/lookup';

/** Returns the values that are only known to a running shell, so that a plan cannot contain them. */
export const findUnknownValues = (config: Config): Scalar[] => [
  ...findUnknownFlagValues(config),
  ...variablesOf(config).flatMap(unknownValuesOf),
];

/** Returns the unknown values among the arguments of the command, without its variables. */
export const findUnknownFlagValues = (config: Config): Scalar[] => [
  ...config.positionals.filter((scalar) => scalar.value === undefined),
  ...config.flags.flatMap(unknownValuesOf),
];

const unknownValuesOf = ({ values }: Entry): Scalar[] => values.filter((scalar) => scalar.value === undefined);

/** Returns one row of arguments per flag, with its values. A value with a leading dash stays joined to its flag. */
export function toFlagRows(config: Config): string[][] {
  // A config file that is the first argument stays first; after a flag it is a value like any other.
  const first = config.configFile && !findConfigFlag(config) ? [config.configFile] : [];
  return [...[...first, ...config.positionals].map((scalar) => [scalar.value ?? '']), ...config.flags.map(toFlagRow)];
}

function toFlagRow(entry: Entry): string[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const values = entry.values.map((value) => value.value ?? '');
  const [single] = values;
  if (single !== undefined && values.length === 1 && (entry.joinedByEquals || single.startsWith('-')))
    return [`${name}=${single}`];
  return [name, ...values];
}
