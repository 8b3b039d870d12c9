import type { FlagMatch } from '../catalog/match';
import type { ReleaseChoice } from '../catalog/release';
import type { Catalog, Flag, Form, Value } from '../catalog/types';
import type { ParsedValue } from '../catalog/value';
import type { Config, Entry } from '../config/config';
import type { ModelFacts } from './modelConfig';

/** A flag as it is given, matched with the catalogue and read as its type. */
export interface GivenFlag {
  entry: Entry;
  match: FlagMatch;
  flag: Flag | undefined;
  form: Form | undefined;
  /** The words that the flag takes, read as its type; undefined for a word that cannot be known. */
  parsedValues: readonly (ParsedValue | undefined)[];
  /** Undefined where it cannot be known, or where the program refuses it. */
  value: Value | undefined;
}

/** What is known before the layout is: enough to ask for the value of a flag. What is not known is undefined, never guessed. */
export interface Givens {
  config: Config;
  catalog: Catalog;
  release: ReleaseChoice;
  /** What the facts were worked out from, besides the config. */
  context: FactsContext;
  model: ModelFacts | undefined;
  /** GPUs of all nodes together. */
  worldSize: number | undefined;
  /** Every flag, in the order of the text. */
  givenFlags: readonly GivenFlag[];
  /** The occurrence of each flag that counts: argparse keeps the last one. */
  lastByName: ReadonlyMap<string, GivenFlag>;
  /** The names of the flags as they are written, with underscores, whether the release knows them or not. */
  writtenNames: ReadonlySet<string>;
  /** Flags that names of other releases and tools stand for, so that their values are not known yet. */
  flagsUnderOtherNames: ReadonlySet<string>;
  /** What `extra_megatron_kwargs` hands to Megatron besides, and instead of, the flags; undefined where it cannot be read. */
  extraKwargs: ReadonlyMap<string, Value> | undefined;
  /** Values that `flagValue` found before; rules ask for the same ones again and again. */
  valueCache: Map<string, Value | undefined>;
}

export interface FactsContext {
  catalog: Catalog;
  release: ReleaseChoice;
  model?: ModelFacts | undefined;
  worldSize?: number | undefined;
}

/** The flag whose value is options for Megatron: its name up to 3.9, and from 3.10 on. */
export const EXTRA_KWARGS_FLAGS: readonly string[] = ['extra_megatron_kwargs', 'megatron_extra_kwargs'];

/** The occurrence of a flag that counts. */
export const findGiven = (facts: Givens, name: string): GivenFlag | undefined => facts.lastByName.get(name);

/** The same of several flags, for those that are given. */
export const findAllGiven = (facts: Givens, names: readonly string[]): GivenFlag[] =>
  names.flatMap((name) => findGiven(facts, name) ?? []);

/** Whether a flag is given; undefined where words that cannot be known may hold it. */
export function isGiven(facts: Givens, name: string): boolean | undefined {
  const extraValue = facts.extraKwargs?.get(name);
  if (findGiven(facts, name) || (extraValue !== undefined && extraValue !== null)) return true;
  if (!facts.extraKwargs) return undefined;
  return facts.config.mayHaveMoreFlags || facts.flagsUnderOtherNames.has(name) ? undefined : false;
}

/** Whether a name is one of an environment variable: those are written in capitals, flags are not. */
export const isVariableName = (name: string): boolean => name === name.toUpperCase();
