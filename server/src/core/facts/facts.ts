import { type FlagMatch, matchFlag } from '../catalog/match';
import { isInRange, type Release, type ReleaseChoice } from '../catalog/release';
import type { Catalog, Form, Value } from '../catalog/types';
import { isMap, type ParsedValue, parseValue } from '../catalog/value';
import type { Config, Entry } from '../config/config';
import { findVariable, toUnderscores } from '../config/lookup';
import { pluralize } from '../text/plural';
import {
  createValueStore,
  EXTRA_KWARGS_FLAGS,
  type FactsContext,
  findGiven,
  type GivenFlag,
  type Givens,
  isVariableName,
} from './givens';
import { countGpus } from './gpuCount';
import { applyLaunchArguments } from './launchArguments';
import { orderEnvironment } from './launcherEnvironment';
import type { ModelFacts } from './modelConfig';
import { type Layout, layoutOf } from './parallelLayout';
import { findFlagsUnderOtherNames } from './renamedFlags';

/** Everything known about one run when a rule checks it. */
export interface Facts extends Givens {
  /** The parallel layout of the run, computed at first use. */
  layout: Layout;
  /** Further results of functions of these facts, each computed at first use. */
  results: ResultStore;
}

/** Results of functions that several rules and features ask for. */
export interface ResultStore {
  get: <Result>(facts: Facts, compute: (facts: Facts) => Result) => Result;
}

function createResultStore(): ResultStore {
  const known = new Map<unknown, unknown>();
  return {
    get: <Result>(facts: Facts, compute: (facts: Facts) => Result): Result => {
      const result = known.has(compute) ? (known.get(compute) as Result) : compute(facts);
      known.set(compute, result);
      return result;
    },
  };
}

/**
 * Limit of flags and variables per run. Real runs have far fewer, and checking each of them against all others would
 * take too long.
 */
const MAX_FLAGS_PER_RUN = 5000;

/** The number of flags of a run, including the keys of `extra_megatron_kwargs`. */
const countFlags = ({ config, extraKwargs }: Facts): number => config.flags.length + (extraKwargs?.size ?? 0);

/** Whether a run has too many flags and variables to be checked. */
export const hasTooManyFlags = (facts: Facts): boolean =>
  countFlags(facts) + facts.config.variables.length > MAX_FLAGS_PER_RUN;

/** Describes the number of flags and variables of a run. */
export const describeFlagCount = (facts: Facts): string => {
  const { length } = facts.config.variables;
  return length === 0 ? pluralize(countFlags(facts), 'flag') : `${countFlags(facts) + length} flags and variables`;
};

/** Computes the facts of a run from its config. */
export function factsOf(writtenConfig: Config, context: FactsContext): Facts {
  const config = applyLaunchArguments(orderEnvironment(writtenConfig, context.release.version));
  // One flag above the limit suffices to detect that there are too many.
  const givenFlags = config.flags
    .slice(0, MAX_FLAGS_PER_RUN + 1)
    .map((entry) => matchGivenFlag(entry, context, config));
  const lastByName = new Map(givenFlags.flatMap((each) => (each.flag ? [[each.flag.name, each] as const] : [])));
  const writtenNames = new Set(givenFlags.map(({ entry }) => toUnderscores(entry.name)));
  const { version } = context.release;
  const flagsUnderOtherNames = findFlagsUnderOtherNames(givenFlags, context.catalog, version, config);
  return new LazyFacts(config, context, {
    givenFlags,
    lastByName,
    writtenNames,
    flagsUnderOtherNames,
    ...countGpusOf(config, context),
    extraKwargs: readExtraKwargs(lastByName, version),
  });
}

/** The facts that are read from the text of a run up front. */
export type TextFacts = Pick<
  Facts,
  'givenFlags' | 'lastByName' | 'writtenNames' | 'flagsUnderOtherNames' | 'worldSize' | 'sizeDefaults' | 'extraKwargs'
>;

/** Facts with a lazy layout: of the thousands of changes that a search tries, few need all sizes. */
export class LazyFacts implements Facts {
  readonly config: Config;
  readonly context: FactsContext;
  readonly catalog: Catalog;
  readonly release: ReleaseChoice;
  readonly model: ModelFacts | undefined;
  readonly worldSize: number | undefined;
  readonly sizeDefaults: Facts['sizeDefaults'];
  readonly givenFlags: Facts['givenFlags'];
  readonly lastByName: Facts['lastByName'];
  readonly writtenNames: Facts['writtenNames'];
  readonly flagsUnderOtherNames: Facts['flagsUnderOtherNames'];
  readonly extraKwargs: Facts['extraKwargs'];
  readonly values: Facts['values'] = createValueStore();
  readonly results: Facts['results'] = createResultStore();
  private cachedLayout: Layout | undefined;
  private byEntry: ReadonlyMap<Entry, GivenFlag> | undefined;

  constructor(config: Config, context: FactsContext, textFacts: TextFacts) {
    this.config = config;
    this.context = context;
    this.catalog = context.catalog;
    this.release = context.release;
    this.model = context.model;
    this.worldSize = textFacts.worldSize;
    this.sizeDefaults = textFacts.sizeDefaults;
    this.givenFlags = textFacts.givenFlags;
    this.lastByName = textFacts.lastByName;
    this.writtenNames = textFacts.writtenNames;
    this.flagsUnderOtherNames = textFacts.flagsUnderOtherNames;
    this.extraKwargs = textFacts.extraKwargs;
  }

  occurrencesOf(name: string): readonly GivenFlag[] {
    return this.lastByName.has(name) ? this.givenFlags.filter(({ flag }) => flag?.name === name) : [];
  }

  givenOf(entry: Entry): GivenFlag | undefined {
    this.byEntry ??= new Map(this.givenFlags.map((given) => [given.entry, given]));
    return this.byEntry.get(entry);
  }

  get layout(): Layout {
    this.cachedLayout ??= layoutOf(this);
    return this.cachedLayout;
  }
}

/** Returns the facts of the same run with one flag or launcher variable changed or added. */
export function changeFacts(facts: Facts, name: string, value: number | string | readonly string[]): Facts {
  const { config, context, givenFlags } = facts;
  const scalars = [value].flat().map((each) => ({ text: String(each), span: config.head, value: String(each) }));
  const isVariable = isVariableName(name);
  const oldGiven = isVariable ? undefined : findGiven(facts, name);
  const oldEntry = isVariable ? findVariable(config, name) : oldGiven?.entry;
  const spans = { key: config.head, fullSpan: config.head };
  const entry: Entry = oldEntry
    ? { ...oldEntry, values: scalars }
    : { kind: isVariable ? 'env' : 'flag', name, ...spans, values: scalars };
  const putEntry = (entries: readonly Entry[]): Entry[] =>
    oldEntry && entries.includes(oldEntry)
      ? entries.map((each) => (each === oldEntry ? entry : each))
      : [...entries, entry];
  const changedConfig: Config = isVariable
    ? { ...config, variables: putEntry(config.variables) }
    : { ...config, flags: putEntry(config.flags) };
  if (isVariable) {
    return replaceVariables(facts, changedConfig);
  }
  const newGiven = oldGiven ? replaceEntry(oldGiven, entry) : matchGivenFlag(entry, context, config);
  const newGivenFlags = oldGiven
    ? givenFlags.map((each) => (each === oldGiven ? newGiven : each))
    : [...givenFlags, newGiven];
  const lastByName = newGiven.flag ? new Map(facts.lastByName).set(newGiven.flag.name, newGiven) : facts.lastByName;
  const writtenNames = oldGiven ? facts.writtenNames : new Set(facts.writtenNames).add(toUnderscores(entry.name));
  return new LazyFacts(changedConfig, context, {
    ...textFactsOf(facts),
    givenFlags: newGivenFlags,
    lastByName,
    writtenNames,
  });
}

/** Returns the facts of the same run with several flags changed or added, in their order. */
export const changeFlags = (facts: Facts, flags: readonly { flag: string; values: readonly string[] }[]): Facts =>
  flags.reduce((changed, { flag, values }) => changeFacts(changed, flag, values), facts);

/** Returns the facts of the same run with other variables. */
export const replaceVariables = (facts: Facts, changedConfig: Config): Facts =>
  new LazyFacts(changedConfig, facts.context, { ...textFactsOf(facts), ...countGpusOf(changedConfig, facts.context) });

/** The facts that a change of another kind keeps. */
export const textFactsOf = ({
  givenFlags,
  lastByName,
  writtenNames,
  flagsUnderOtherNames,
  worldSize,
  sizeDefaults,
  extraKwargs,
}: Facts): TextFacts => ({
  givenFlags,
  lastByName,
  writtenNames,
  flagsUnderOtherNames,
  worldSize,
  sizeDefaults,
  extraKwargs,
});

/** The number of GPUs: the one that is specified for the run, or the one that the text says. */
function countGpusOf(config: Config, { worldSize, catalog }: FactsContext): Pick<Facts, 'worldSize' | 'sizeDefaults'> {
  if (worldSize !== undefined) return { worldSize, sizeDefaults: [] };
  const count = countGpus(config, catalog.sbatch);
  return { worldSize: count.worldSize, sizeDefaults: count.defaults };
}

function matchGivenFlag(entry: Entry, { catalog, release }: FactsContext, { command }: Config): GivenFlag {
  const match = matchFlag(catalog, catalog.view(release.version, command), entry.name);
  const flag = 'flag' in match ? match.flag : undefined;
  const form = 'form' in match ? match.form : undefined;
  return replaceEntry({ entry, match, flag, form, parsedValues: [], value: undefined }, entry);
}

/** Returns a matched flag with the values of another entry. */
function replaceEntry({ match, flag, form }: GivenFlag, entry: Entry): GivenFlag {
  const parsedValues = form && match.kind !== 'complement' ? parseValues(entry, form) : [];
  return { entry, match, flag, form, parsedValues, value: form && valueOfEntry(entry, match, form, parsedValues) };
}

const NO_EXTRA_KWARGS: ReadonlyMap<string, Value> = new Map();

/** Up to 3.12 the keys are appended to the arguments of Megatron's own parser, where they take precedence. Later they mean something else. */
function readExtraKwargs(lastByName: Facts['lastByName'], release: Release): Facts['extraKwargs'] {
  const [given] = EXTRA_KWARGS_FLAGS.flatMap((name) => lastByName.get(name) ?? []);
  if (!given || !isInRange(release, '3.7-3.12')) return NO_EXTRA_KWARGS;
  const { value } = given;
  if (!isMap(value)) return undefined;
  return new Map(Object.entries(value).map(([name, each]) => [toUnderscores(name), each]));
}

const parseValues = (entry: Entry, form: Form): (ParsedValue | undefined)[] =>
  (form.list ? entry.values : entry.values.slice(0, 1)).map(({ value }) =>
    value === undefined ? undefined : parseValue(value, form),
  );

function valueOfEntry(
  entry: Entry,
  match: FlagMatch,
  form: Form,
  parsedValues: GivenFlag['parsedValues'],
): Value | undefined {
  if (match.kind === 'complement') return false;
  if (entry.values.length === 0) return form.bare ? true : undefined;
  const values = parsedValues.map((parsed) => (parsed?.ok ? parsed.value : undefined));
  if (!form.list) return values[0];
  return values.some((value) => value === undefined) ? undefined : (values as Value[]);
}
