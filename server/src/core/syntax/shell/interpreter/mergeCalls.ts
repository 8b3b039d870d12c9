import type { Config, Entry, Scalar } from '../../../config/config';
import { toExports } from '../../../config/lookup';

/** A command in a function or a loop is met once for each call. What differs between the calls cannot be known. */
export function mergeCalls(configs: readonly Config[], dynamicCommands: ReadonlySet<number>): Config[] {
  const byOffset = new Map<number, Config>();
  for (const config of configs) {
    const previous = byOffset.get(config.head.start);
    byOffset.set(config.head.start, previous ? mergeConfigs(previous, config) : config);
  }
  return [...byOffset.values()]
    .map((config) => (dynamicCommands.has(config.head.start) ? openToAnyArguments(config) : config))
    .sort((a, b) => a.fullSpan.start - b.fullSpan.start);
}

/** A command that some call makes of words which nobody knows. */
const openToAnyArguments = (config: Config): Config => ({
  ...config,
  flags: [],
  positionals: [createUnknownArguments(config.head.end)],
  mayHaveMoreFlags: true,
});

function mergeConfigs(a: Config, b: Config): Config {
  const isAlike = a.positionals.length === b.positionals.length;
  const positionals = isAlike
    ? a.positionals.map((word, index) => mergeValues(word, b.positionals[index]))
    : [createUnknownArguments(a.head.end)];
  const flags = mergeFlags(a.flags, b.flags, positionals, a.head.end);
  const mayHaveMoreFlags =
    a.mayHaveMoreFlags ||
    b.mayHaveMoreFlags ||
    [...positionals, ...flags.flatMap(({ values }) => values)].some(({ maySplit }) => maySplit);
  return { ...a, ...mergeVariables(a, b), flags, positionals, mayHaveMoreFlags: mayHaveMoreFlags };
}

/** A variable that only one of the calls gets is one whose value is unknown. */
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

/** Where the flags themselves differ, any words may stand in their place: behind the flag in front of them. */
function mergeFlags(a: readonly Entry[], b: readonly Entry[], positionals: Scalar[], start: number): Entry[] {
  const merged: Entry[] = [];
  const addUnknownArguments = (): void => {
    const previousValues = merged.at(-1)?.values ?? positionals;
    if (!previousValues.at(-1)?.maySplit)
      previousValues.push(createUnknownArguments(merged.at(-1)?.fullSpan.end ?? start));
  };
  for (const [index, entry] of a.entries()) {
    const other = b[index];
    if (other?.name === entry.name && other.joinedByEquals === entry.joinedByEquals) {
      const isAlike = other.values.length === entry.values.length;
      const values = entry.values.map((value, at) => mergeValues(value, other.values[at]));
      merged.push({ ...entry, values: isAlike ? values : [] });
      if (!isAlike) addUnknownArguments();
    } else {
      addUnknownArguments();
      // With another number of flags, nobody knows which ones belong together.
      if (a.length !== b.length) return merged;
    }
  }
  if (b.length > a.length) addUnknownArguments();
  return merged;
}

const createUnknownArguments = (at: number): Scalar => ({
  text: '',
  span: { start: at, end: at },
  value: undefined,
  maySplit: true,
});

function mergeValues(a: Scalar, b: Scalar | undefined): Scalar {
  if (b && a.value === b.value) return a;
  const { from: _, ...rest } = a;
  // One word in both calls is one word, whichever it is.
  return { ...rest, value: undefined, ...((!b || a.maySplit || b.maySplit) && { maySplit: true }) };
}
