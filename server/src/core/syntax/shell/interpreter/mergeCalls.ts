import { type Config, type Entry, exportsOf, type Scalar } from '../../../config/config';

/** A command in a function or a loop is met once for each call. What differs between the calls cannot be known. */
export function mergeCalls(configs: readonly Config[], anything: ReadonlySet<number>): Config[] {
  const byPlace = new Map<number, Config>();
  for (const config of configs) {
    const before = byPlace.get(config.head.start);
    byPlace.set(config.head.start, before ? mergeTwo(before, config) : config);
  }
  return [...byPlace.values()]
    .map((config) => (anything.has(config.head.start) ? withAnyWords(config) : config))
    .sort((a, b) => a.whole.start - b.whole.start);
}

/** A command that some call makes of words which nobody knows. */
const withAnyWords = (config: Config): Config => ({
  ...config,
  flags: [],
  words: [anyWords(config.head.end)],
  open: true,
});

function mergeTwo(a: Config, b: Config): Config {
  const isAlike = a.words.length === b.words.length;
  const words = isAlike ? a.words.map((word, index) => mergeValues(word, b.words[index])) : [anyWords(a.head.end)];
  const flags = mergeFlags(a.flags, b.flags, words, a.head.end);
  const isOpen = a.open || b.open || [...words, ...flags.flatMap(({ values }) => values)].some(({ splice }) => splice);
  return { ...a, ...mergeVariables(a, b), flags, words, open: isOpen };
}

/** A variable that only one of the calls gets is one whose value is unknown. */
function mergeVariables(a: Config, b: Config): Pick<Config, 'exports' | 'variables'> {
  const variables = mergeEntries(a.variables, b.variables);
  if (a.exports === b.exports) return { variables };
  return {
    variables,
    exports: exportsOf(mergeEntries(a.exports?.entries() ?? [], b.exports?.entries() ?? []), a.exports?.kept),
  };
}

function mergeEntries(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const [mine, theirs] = [a, b].map((entries) => new Map(entries.map((entry) => [entry.name, entry])));
  const names = new Set([...(mine?.keys() ?? []), ...(theirs?.keys() ?? [])]);
  return [...names].flatMap((name): Entry[] => {
    const [first, second] = [mine?.get(name), theirs?.get(name)];
    const entry = first ?? second;
    if (!entry || first === second) return entry ? [entry] : [];
    const values = entry.values.map((value, index) => mergeValues(value, (first && second)?.values[index]));
    return [{ ...entry, values }];
  });
}

/** Where the flags themselves differ, any words may stand in their place: behind the flag in front of them. */
function mergeFlags(a: readonly Entry[], b: readonly Entry[], words: Scalar[], start: number): Entry[] {
  const merged: Entry[] = [];
  const unknown = (): void => {
    const before = merged.at(-1)?.values ?? words;
    if (!before.at(-1)?.splice) before.push(anyWords(merged.at(-1)?.whole.end ?? start));
  };
  for (const [index, entry] of a.entries()) {
    const other = b[index];
    if (other?.name === entry.name && other.joined === entry.joined) {
      const isAlike = other.values.length === entry.values.length;
      const values = entry.values.map((value, at) => mergeValues(value, other.values[at]));
      merged.push({ ...entry, values: isAlike ? values : [] });
      if (!isAlike) unknown();
    } else {
      unknown();
      // With another number of flags, nobody knows which ones belong together.
      if (a.length !== b.length) return merged;
    }
  }
  if (b.length > a.length) unknown();
  return merged;
}

const anyWords = (at: number): Scalar => ({ text: '', span: { start: at, end: at }, value: undefined, splice: true });

function mergeValues(a: Scalar, b: Scalar | undefined): Scalar {
  if (b && a.value === b.value) return a;
  const { from: _, ...rest } = a;
  // One word in both calls is one word, whichever it is.
  return { ...rest, value: undefined, ...((!b || a.splice || b.splice) && { splice: true }) };
}
