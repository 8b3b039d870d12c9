import type { Config, Entry, Scalar } from '../config/config';
import { variablesOf } from '../config/lookup';

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
