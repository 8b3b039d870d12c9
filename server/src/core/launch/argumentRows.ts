import type { Config, Entry } from '../config/config';
import { findConfigFlag } from '../config/lookup';

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
