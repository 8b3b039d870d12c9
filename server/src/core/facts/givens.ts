import type { Match } from '../catalog/match';
import type { ReleaseChoice } from '../catalog/release';
import type { Catalog, Flag, Form, Value } from '../catalog/types';
import type { Parsed } from '../catalog/value';
import type { Config, Entry } from '../config/config';
import type { ModelFacts } from './modelConfig';

/** A flag as it is given, matched with the catalogue and read as its type. */
export interface GivenFlag {
  entry: Entry;
  match: Match;
  flag: Flag | undefined;
  form: Form | undefined;
  /** The words that the flag takes, read as its type; undefined for a word that cannot be known. */
  words: readonly (Parsed | undefined)[];
  /** Undefined where it cannot be known, or where the program refuses it. */
  value: Value | undefined;
}

/** What is known before the layout is: enough to ask for the value of a flag. What is not known is undefined, never guessed. */
export interface Givens {
  config: Config;
  catalog: Catalog;
  release: ReleaseChoice;
  /** What the facts were worked out from, besides the config. */
  around: Circumstances;
  model: ModelFacts | undefined;
  /** GPUs of all nodes together. */
  worldSize: number | undefined;
  /** Every flag, in the order of the text. */
  given: readonly GivenFlag[];
  /** The occurrence of each flag that counts: argparse keeps the last one. */
  last: ReadonlyMap<string, GivenFlag>;
  /** The names of the flags as they are written, with underscores, whether the release knows them or not. */
  named: ReadonlySet<string>;
  /** Flags that names of other releases and tools stand for, so that their values are not known yet. */
  meant: ReadonlySet<string>;
  /** What `extra_megatron_kwargs` hands to Megatron besides, and instead of, the flags; undefined where it cannot be read. */
  extra: ReadonlyMap<string, Value> | undefined;
  /** Values that `flagValue` found before; rules ask for the same ones again and again. */
  values: Map<string, Value | undefined>;
}

export interface Circumstances {
  catalog: Catalog;
  release: ReleaseChoice;
  model?: ModelFacts | undefined;
  worldSize?: number | undefined;
}

/** The flag whose value is options for Megatron: its name up to 3.9, and from 3.10 on. */
export const EXTRA_FLAGS: readonly string[] = ['extra_megatron_kwargs', 'megatron_extra_kwargs'];

/** The occurrence of a flag that counts. */
export const lastGiven = (facts: Givens, name: string): GivenFlag | undefined => facts.last.get(name);

/** The same of several flags, for those that are given. */
export const givenOf = (facts: Givens, names: readonly string[]): GivenFlag[] =>
  names.flatMap((name) => lastGiven(facts, name) ?? []);

/** Whether a flag is given; undefined where words that cannot be known may hold it. */
export function isGiven(facts: Givens, name: string): boolean | undefined {
  const extra = facts.extra?.get(name);
  if (lastGiven(facts, name) || (extra !== undefined && extra !== null)) return true;
  if (!facts.extra) return undefined;
  return facts.config.open || facts.meant.has(name) ? undefined : false;
}
