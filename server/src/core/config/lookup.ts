import type { Config, Entry, Exports, Span } from './config';

/** The flag that names the config file of a command; undefined where the file is a word by itself, or none is named. */
export const findConfigFlag = ({ configFile: uses, flags }: Pick<Config, 'configFile' | 'flags'>): Entry | undefined =>
  uses && flags.find(({ name, values }) => name === 'config' && values[0] === uses);

/** Whether the config is a command of its own, and not a file that some command reads: its first key is then its head. */
export const isCommandLine = ({ head, flags, variables }: Config): boolean =>
  head.end > head.start && flags[0]?.key !== head && variables[0]?.key !== head;

/** Whether an offset into the document's own text lies in a span or at one of its ends. */
export const containsOffset = ({ start, end, source }: Span, offset: number): boolean =>
  source === undefined && start <= offset && offset <= end;

export const isSameSpan = (a: Span, b: Span): boolean =>
  a.start === b.start && a.end === b.end && a.source === b.source;

/** Orders spans as they appear in the text; those of the other text of a run come last. */
export const compareSpans = (a: Span, b: Span): number =>
  Number(a.source !== undefined) - Number(b.source !== undefined) || a.start - b.start || a.end - b.end;

/** The variables that a run gets: what is exported to it first, then its own. */
export function variablesOf({ exports, variables }: Pick<Config, 'exports' | 'variables'>): readonly Entry[] {
  if (!exports) return variables;
  const ownNames = new Set(variables.map(({ name }) => name));
  const exported = exports.entries();
  return ownNames.size > 0 ? [...exported.filter(({ name }) => !ownNames.has(name)), ...variables] : exported;
}

/** The name of a flag as the catalogue spells it: with underscores, whatever was typed. */
export const toUnderscores = (name: string): string => name.replaceAll('-', '_');

/** The same for a name with whatever dashes in front of it. */
export const toFlagName = (name: string): string => toUnderscores(name.replace(/^-+/, ''));

/** The entry of a flag that holds: argparse keeps the last one. */
export const findFlag = ({ flags }: Pick<Config, 'flags'>, name: string): Entry | undefined =>
  flags.findLast((entry) => toUnderscores(entry.name) === name);

/** All that is written for a run. */
export const entriesOf = (config: Config): Entry[] => [...variablesOf(config), ...config.flags];

/** The entry of a variable that holds. */
export const findVariable = (
  { exports, variables }: Pick<Config, 'exports' | 'variables'>,
  name: string,
): Entry | undefined => variables.findLast((entry) => entry.name === name) ?? exports?.find(name);

/** So many sets of exported variables of a script are looked through. */
export const MAX_EXPORT_SETS = 50;

/** The commands that get what is exported around an offset, one for each set of variables: the next one below first. */
export function findConfigsByExports(configs: readonly Config[], offset: number): Config[] {
  const seen = new Set<Exports>();
  const firstBelow = configs.findIndex(({ head }) => head.start >= offset);
  const ordered = firstBelow < 0 ? configs : [...configs.slice(firstBelow), ...configs.slice(0, firstBelow)];
  const withDistinctExports = ordered.filter(({ exports }) => exports && !seen.has(exports) && seen.add(exports));
  return withDistinctExports.slice(0, MAX_EXPORT_SETS);
}

/** All entries of a variable that a run gets. */
export function findVariables({ exports, variables }: Config, name: string): Entry[] {
  const own = variables.filter((entry) => entry.name === name);
  const exported = own.length > 0 ? undefined : exports?.find(name);
  return exported ? [exported] : own;
}

/** The value of an environment variable: what the last assignment says, undefined where unset or unknown. */
export const envValueOf = (config: Pick<Config, 'exports' | 'variables'>, name: string): string | undefined =>
  findVariable(config, name)?.values[0]?.value;

export function toExports(
  entries: readonly Entry[],
  findUnexported: Exports['findUnexported'] = () => undefined,
): Exports {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return { find: (name) => byName.get(name), entries: () => entries, findUnexported };
}
