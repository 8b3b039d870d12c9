import type { FlagMatch } from '../catalog/match';
import type { ReleaseChoice } from '../catalog/release';
import type { Catalog, Flag, Form, Value } from '../catalog/types';
import type { ParsedValue } from '../catalog/value';
import type { Config, Entry } from '../config/config';
import type { SizeDefault } from './gpuCount';
import type { ModelFacts } from './modelConfig';

/** A flag as it is given, matched with the catalog and parsed as its type. */
export interface GivenFlag {
  entry: Entry;
  match: FlagMatch;
  flag: Flag | undefined;
  form: Form | undefined;
  /** The values of the flag, parsed as its type; undefined for an unknown value. */
  parsedValues: readonly (ParsedValue | undefined)[];
  /** Undefined if it is unknown or the program rejects it. */
  value: Value | undefined;
}

/** The facts that do not need the parallel layout. What is unknown is undefined, never guessed. */
export interface Givens {
  config: Config;
  catalog: Catalog;
  release: ReleaseChoice;
  /** The inputs of the facts besides the config. */
  context: FactsContext;
  model: ModelFacts | undefined;
  /** GPUs of all nodes in total. */
  worldSize: number | undefined;
  /** The factors of the world size for which the text only gives a default. */
  sizeDefaults: readonly SizeDefault[];
  /** All flags in the order of the text. */
  givenFlags: readonly GivenFlag[];
  /** Returns the flag of an entry; undefined if the entry is a variable. */
  givenOf: (entry: Entry) => GivenFlag | undefined;
  /** Returns all occurrences of a flag. */
  occurrencesOf: (name: string) => readonly GivenFlag[];
  /** The effective occurrence of each flag: argparse keeps the last one. */
  lastByName: ReadonlyMap<string, GivenFlag>;
  /** The names of all written flags, with underscores, known to the release or not. */
  writtenNames: ReadonlySet<string>;
  /** Flags that the run sets under a name of another release or tool, so that their values are unknown. */
  flagsUnderOtherNames: ReadonlySet<string>;
  /** Options that `extra_megatron_kwargs` passes to Megatron, which override the flags; undefined if they cannot be read. */
  extraKwargs: ReadonlyMap<string, Value> | undefined;
  /** Results of `flagValue`, since many rules read the same values. */
  values: ValueStore;
}

/** Values that are resolved when they are first read. */
export interface ValueStore {
  get: (facts: Givens, name: string, resolve: (facts: Givens, name: string) => Value | undefined) => Value | undefined;
}

export function createValueStore(): ValueStore {
  const known = new Map<string, Value | undefined>();
  return {
    get: (facts, name, resolve) => {
      const value = known.get(name);
      if (value !== undefined || known.has(name)) return value;
      const resolved = resolve(facts, name);
      known.set(name, resolved);
      return resolved;
    },
  };
}

/** The inputs of the facts of a run besides its config. */
export interface FactsContext {
  catalog: Catalog;
  release: ReleaseChoice;
  model?: ModelFacts | undefined;
  /** The id of the model whose numbers are a guess, since only the last part of a path names it. */
  assumedModel?: string | undefined;
  /** The variables of the caller whose defaults name the model, as in `--model ${MODEL:-Qwen/Qwen3-8B}`. */
  modelDefaults?: readonly string[] | undefined;
  worldSize?: number | undefined;
  /** GiB of each GPU, as the launch target or a modeline states it. */
  gpuMemory?: number | undefined;
  /** GiB of each GPU of runs that do not state it, as the user has set it. */
  usualGpuMemory?: number | undefined;
}

/** The flag whose value is a map of options for Megatron, by its name up to 3.9 and its name from 3.10 on. */
export const EXTRA_KWARGS_FLAGS: readonly string[] = ['extra_megatron_kwargs', 'megatron_extra_kwargs'];

/** Returns the effective occurrence of a flag. */
export const findGiven = (facts: Givens, name: string): GivenFlag | undefined => facts.lastByName.get(name);

/** Returns the effective occurrences of those of several flags that are given. */
export const findAllGiven = (facts: Givens, names: readonly string[]): GivenFlag[] =>
  names.flatMap((name) => findGiven(facts, name) ?? []);

/** Whether a flag is given; undefined if an unknown argument may contain it. */
export function isGiven(facts: Givens, name: string): boolean | undefined {
  const extraValue = facts.extraKwargs?.get(name);
  if (findGiven(facts, name) || (extraValue !== undefined && extraValue !== null)) return true;
  if (!facts.extraKwargs) return undefined;
  return facts.config.mayHaveMoreFlags || facts.flagsUnderOtherNames.has(name) ? undefined : false;
}

/** Whether a name belongs to an environment variable: those are written in capitals, flags are not. */
export const isVariableName = (name: string): boolean => name === name.toUpperCase();
