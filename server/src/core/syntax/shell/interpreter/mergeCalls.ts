import type { Config, Entry, Scalar } from '../../../config/config';
import { toExports } from '../../../config/lookup';
import { addDefaults } from './defaults';

/**
 * Merges the configs of commands that run more than once, as in a function or a loop. Values that differ between the
 * calls become unknown.
 */
export function mergeCalls(configs: readonly Config[], dynamicCommands: ReadonlySet<number>): Config[] {
  const byPlace = new Map<string, Config>();
  for (const config of configs) {
    // Several commands may use one array or variable in which the program is written.
    const place = `${config.head.start} ${config.fullSpan.end} ${config.variant ?? 0}`;
    const previous = byPlace.get(place);
    byPlace.set(place, previous ? mergeConfigs(previous, config) : config);
  }
  return numberVariants([...byPlace.values()])
    .map((config) => (dynamicCommands.has(config.head.start) ? openToAnyArguments(config) : config))
    .sort((a, b) => a.fullSpan.start - b.fullSpan.start);
}

/** Numbers commands that share the text in which their program is written. */
function numberVariants(configs: readonly Config[]): Config[] {
  const counts = new Map<number, number>();
  return configs.map((config) => {
    const count = counts.get(config.head.start) ?? 0;
    counts.set(config.head.start, count + 1);
    return count === 0 ? config : { ...config, variant: count };
  });
}

/** Replaces all arguments of a command that some call builds from unknown values. */
const openToAnyArguments = (config: Config): Config => ({
  ...config,
  flags: [],
  positionals: [createUnknownArguments(config.head.end)],
  mayHaveMoreFlags: true,
});

function mergeConfigs(a: Config, b: Config): Config {
  const { flags: merged, openAfter } = mergeFlags(a.flags, b.flags);
  const commonPositionals = mergePositionals(a, b);
  const positionals = openAfter.has(BEFORE_FLAGS)
    ? addUnknownArguments(commonPositionals, a.head.end)
    : commonPositionals;
  const flags = merged.map((flag, index) =>
    openAfter.has(index) ? { ...flag, values: addUnknownArguments(flag.values, flag.fullSpan.end) } : flag,
  );
  const mayHaveMoreFlags =
    a.mayHaveMoreFlags ||
    b.mayHaveMoreFlags ||
    [...positionals, ...flags.flatMap(({ values }) => values)].some(({ maySplit }) => maySplit);
  return { ...a, ...mergeVariables(a, b), ...mergeLaunches(a, b), flags, positionals, mayHaveMoreFlags };
}

/** Merges the words that start the program; those of calls that are started differently are unknown. */
function mergeLaunches(a: Config, b: Config): Pick<Config, 'launchWords' | 'optionalArguments'> {
  const [first = [], second = []] = [a.launchWords, b.launchWords];
  const launchWords =
    first.length === second.length
      ? first.map((word, index) => mergeValues(word, second[index]))
      : [createUnknownArguments(a.head.start)];
  const optionalArguments = [...new Set([...(a.optionalArguments ?? []), ...(b.optionalArguments ?? [])])];
  return {
    ...(launchWords.length > 0 && { launchWords }),
    ...(optionalArguments.length > 0 && { optionalArguments }),
  };
}

const mergePositionals = (a: Config, b: Config): Scalar[] =>
  a.positionals.length === b.positionals.length
    ? a.positionals.map((positional, index) => mergeValues(positional, b.positionals[index]))
    : [createUnknownArguments(a.head.end)];

/** Merges the variables of two calls. One that only one of the calls gets has an unknown value. */
function mergeVariables(a: Config, b: Config): Pick<Config, 'exports' | 'variables'> {
  const variables = mergeEntries(a.variables, b.variables);
  if (a.exports === b.exports) return { variables };
  return {
    variables,
    exports: toExports(mergeEntries(a.exports?.entries() ?? [], b.exports?.entries() ?? []), a.exports?.findUnexported),
  };
}

function mergeEntries(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const [firstByName, secondByName] = [a, b].map((entries) => new Map(entries.map((entry) => [entry.name, entry])));
  const names = new Set([...(firstByName?.keys() ?? []), ...(secondByName?.keys() ?? [])]);
  return [...names].flatMap((name): Entry[] => {
    const [first, second] = [firstByName?.get(name), secondByName?.get(name)];
    const entry = first ?? second;
    if (!entry || first === second) return entry ? [entry] : [];
    const values = entry.values.map((value, index) => mergeValues(value, (first && second)?.values[index]));
    return [{ ...entry, values }];
  });
}

/** Index in `openAfter` that stands for the positionals, which precede the first flag. */
const BEFORE_FLAGS = -1;

interface MergedFlags {
  /** The flags that both calls have at the same position. */
  flags: readonly Entry[];
  /** Indices of the flags after which the calls differ, so that any arguments may follow. */
  openAfter: ReadonlySet<number>;
}

function mergeFlags(a: readonly Entry[], b: readonly Entry[]): MergedFlags {
  const flags: Entry[] = [];
  const openAfter = new Set<number>();
  for (const [index, entry] of a.entries()) {
    const other = b[index];
    if (other && isSameFlag(entry, other)) {
      const isAlike = entry.values.length === other.values.length;
      flags.push({
        ...entry,
        values: isAlike ? entry.values.map((value, at) => mergeValues(value, other.values[at])) : [],
      });
      if (!isAlike) openAfter.add(flags.length - 1);
      continue;
    }
    openAfter.add(flags.length - 1);
    // If the numbers of flags differ, it is unknown which of the remaining ones correspond.
    if (a.length !== b.length) return { flags, openAfter };
  }
  if (b.length > a.length) openAfter.add(flags.length - 1);
  return { flags, openAfter };
}

const isSameFlag = (a: Entry, b: Entry): boolean => a.name === b.name && a.joinedByEquals === b.joinedByEquals;

/** The values followed by unknown arguments, unless they already end with such. */
const addUnknownArguments = (values: readonly Scalar[], offset: number): Scalar[] =>
  values.at(-1)?.maySplit ? [...values] : [...values, createUnknownArguments(offset)];

const createUnknownArguments = (offset: number): Scalar => ({
  text: '',
  span: { start: offset, end: offset },
  value: undefined,
  maySplit: true,
});

function mergeValues(a: Scalar, b: Scalar | undefined): Scalar {
  if (b && a.value === b.value) return b.defaults ? addDefaults(a, b.defaults) : a;
  const { from: _, ...rest } = a;
  // A single argument in both calls stays a single argument, whatever its value.
  return { ...rest, value: undefined, ...((!b || a.maySplit || b.maySplit) && { maySplit: true }) };
}
