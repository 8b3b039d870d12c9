import type { Command, Config, Entry, Exports, Span } from './config';

/** Returns the words that start a command: the program and its subcommand. */
export const wordsOfCommand = (command: Command): [program: string, subcommand: string] =>
  command === 'swift export' ? ['swift', 'export'] : ['megatron', command];

/** Returns the full name of a command: `megatron sft`. */
export const nameOfCommand = (command: Command): string => wordsOfCommand(command).join(' ');

/** Whether a run trains, rather than converting a checkpoint. */
export const isTraining = ({ command }: Pick<Config, 'command'>): boolean =>
  command !== 'export' && command !== 'swift export';

/** Returns the flag that names the config file; undefined when the file is a positional argument or there is none. */
export const findConfigFlag = ({ configFile, flags }: Pick<Config, 'configFile' | 'flags'>): Entry | undefined =>
  configFile && flags.find(({ name, values }) => name === 'config' && values[0] === configFile);

/** Whether the config is a command line rather than a config file, whose head is its first key. */
export const isCommandLine = ({ head, flags, variables }: Config): boolean =>
  head.end > head.start && flags[0]?.key !== head && variables[0]?.key !== head;

/** Whether an offset of the document's own text lies in a span, both ends included. */
export const containsOffset = ({ start, end, source }: Span, offset: number): boolean =>
  source === undefined && start <= offset && offset <= end;

export const isSameSpan = (a: Span, b: Span): boolean =>
  a.start === b.start && a.end === b.end && a.source === b.source;

/** Compares spans by position; those of the other text of a run come last. */
export const compareSpans = (a: Span, b: Span): number =>
  Number(a.source !== undefined) - Number(b.source !== undefined) || a.start - b.start || a.end - b.end;

/** Returns the variables of a run: the exported ones first, then its own. */
export function variablesOf({ exports, variables }: Pick<Config, 'exports' | 'variables'>): readonly Entry[] {
  if (!exports) return variables;
  const ownNames = new Set(variables.map(({ name }) => name));
  const exported = exports.entries();
  return ownNames.size > 0 ? [...exported.filter(({ name }) => !ownNames.has(name)), ...variables] : exported;
}

/** Spells the name of a flag as the catalog does, with underscores. */
export const toUnderscores = (name: string): string => (name.includes('-') ? name.replaceAll('-', '_') : name);

/** Spells the name of a flag as the catalog does, without leading dashes. */
export const toFlagName = (name: string): string => toUnderscores(name.replace(/^-+/, ''));

/** Returns the effective entry of a flag: argparse keeps the last one. */
export const findFlag = ({ flags }: Pick<Config, 'flags'>, name: string): Entry | undefined =>
  flags.findLast((entry) => toUnderscores(entry.name) === name);

/** Returns a command with only the arguments that reach the trainer. Where some are lost, others may be intended. */
export function dropLost(config: Config): Config {
  if (!hasLost(config)) return config;
  const positionals = config.positionals.filter(({ isLost }) => !isLost);
  const flags = config.flags
    .filter(({ isLost }) => !isLost)
    .map((entry) => ({ ...entry, values: entry.values.filter(({ isLost }) => !isLost) }));
  return { ...config, positionals, flags, mayHaveMoreFlags: true };
}

const hasLost = ({ positionals, flags }: Config): boolean =>
  [...positionals, ...flags, ...flags.flatMap(({ values }) => values)].some(({ isLost }) => isLost);

/** Returns the variables and flags of a run. */
export const entriesOf = (config: Config): Entry[] => [...variablesOf(config), ...config.flags];

/** Returns the effective entry of a variable. */
export const findVariable = (
  { exports, variables }: Pick<Config, 'exports' | 'variables'>,
  name: string,
): Entry | undefined => variables.findLast((entry) => entry.name === name) ?? exports?.find(name);

/** Sets of exported variables of a script that are searched. */
export const MAX_EXPORT_SETS = 50;

/**
 * Returns one command for each distinct set of exported variables, starting with the first command after the offset.
 */
export function findConfigsByExports(configs: readonly Config[], offset: number): Config[] {
  const seen = new Set<Exports>();
  const firstBelow = configs.findIndex(({ head }) => head.start >= offset);
  const ordered = firstBelow < 0 ? configs : [...configs.slice(firstBelow), ...configs.slice(0, firstBelow)];
  const withDistinctExports = ordered.filter(({ exports }) => exports && !seen.has(exports) && seen.add(exports));
  return withDistinctExports.slice(0, MAX_EXPORT_SETS);
}

/** Returns all entries of a variable in a run. */
export function findVariables({ exports, variables }: Config, name: string): Entry[] {
  const own = variables.filter((entry) => entry.name === name);
  const exported = own.length > 0 ? undefined : exports?.find(name);
  return exported ? [exported] : own;
}

/** Returns the value of an environment variable by its last assignment; undefined when unset or unknown. */
export const envValueOf = (config: Pick<Config, 'exports' | 'variables'>, name: string): string | undefined =>
  findVariable(config, name)?.values[0]?.value;

export function toExports(
  entries: readonly Entry[],
  findUnexported: Exports['findUnexported'] = () => undefined,
): Exports {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return { find: (name) => byName.get(name), entries: () => entries, findUnexported };
}

/** Returns the names of flags except for those that are switched off. */
export const namesInUse = (flags: readonly Entry[]): string[] =>
  flags.flatMap(({ name, values }) =>
    values.length === 1 && /^(?:false|no|off|0)$/i.test(values[0]?.value ?? '') ? [] : [name],
  );
