import { type Catalog, type Flag, type Form, type Match, matchFlag } from '../catalog/catalog';
import type { ReleaseChoice } from '../catalog/release';
import { type Parsed, parseWord, type Value } from '../catalog/value';
import { type Config, type Entry, envOf, flagsOf } from '../config';
import type { ModelFacts } from '../model/modelConfig';

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

/** All that is known of one run when a rule judges it. What is not known is undefined, never guessed. */
export interface Facts {
  config: Config;
  catalog: Catalog;
  release: ReleaseChoice;
  model: ModelFacts | undefined;
  /** GPUs of all nodes together. */
  worldSize: number | undefined;
  /** Every flag, in the order of the text. */
  given: readonly GivenFlag[];
}

export interface Circumstances {
  catalog: Catalog;
  release: ReleaseChoice;
  model?: ModelFacts | undefined;
  worldSize?: number | undefined;
}

export function factsOf(config: Config, around: Circumstances): Facts {
  const { catalog, release } = around;
  const view = catalog.view(release.version, config.command);
  const given = flagsOf(config).map((entry): GivenFlag => {
    const match = matchFlag(catalog, view, entry.name);
    const flag = 'flag' in match ? match.flag : undefined;
    const form = 'form' in match ? match.form : undefined;
    const words = form && match.kind !== 'complement' ? parsedWords(entry, form) : [];
    return { entry, match, flag, form, words, value: form && valueOfEntry(entry, match, form, words) };
  });
  return { config, catalog, release, model: around.model, worldSize: around.worldSize ?? worldSizeOf(config), given };
}

/** NPROC_PER_NODE x NNODES of the command's own environment. One of them given, the other counts as 1. */
function worldSizeOf(config: Config): number | undefined {
  const names = ['NPROC_PER_NODE', 'NNODES'];
  const set = names.filter((name) => config.entries.some((entry) => entry.kind === 'env' && entry.name === name));
  if (!set.includes('NPROC_PER_NODE')) return undefined;
  const sizes = set
    .map((name) => envOf(config, name))
    .map((text) => (text && /^\d+$/.test(text) ? Number(text) : undefined));
  return sizes.some((size) => size === undefined)
    ? undefined
    : sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
}

const parsedWords = (entry: Entry, form: Form): (Parsed | undefined)[] =>
  (form.list ? entry.values : entry.values.slice(0, 1)).map(({ value }) =>
    value === undefined ? undefined : parseWord(value, form),
  );

function valueOfEntry(entry: Entry, match: Match, form: Form, words: GivenFlag['words']): Value | undefined {
  if (match.kind === 'complement') return false;
  if (entry.values.length === 0) return form.bare ? true : undefined;
  const values = words.map((parsed) => (parsed?.ok ? parsed.value : undefined));
  if (!form.list) return values[0];
  return values.some((value) => value === undefined) ? undefined : (values as Value[]);
}

/** The occurrence of a flag that counts: argparse keeps the last one. */
export function lastGiven(facts: Facts, name: string): GivenFlag | undefined {
  return facts.given.findLast((each) => each.flag?.name === name);
}

/** Whether a flag is given; undefined where words that cannot be known may hold it. */
export function isGiven(facts: Facts, name: string): boolean | undefined {
  if (lastGiven(facts, name)) return true;
  return facts.config.open ? undefined : false;
}

/** The value that holds: the given one, else what config.json says, else the default. */
export function flagValue(facts: Facts, name: string): Value | undefined {
  const given = lastGiven(facts, name);
  if (given) return given.value;
  if (facts.config.open) return undefined;
  const fromModel = facts.model?.get(name);
  if (fromModel !== undefined) return fromModel;
  const form = facts.catalog.view(facts.release.version, facts.config.command).forms.get(name);
  // An effective default in words depends on other things; only the declared one is a value.
  return form && form.effective === undefined ? form.default : undefined;
}

/** The world size in words, empty where it is unknown. */
export const worldSizeText = ({ worldSize }: Facts): string =>
  worldSize === undefined ? '' : `${worldSize} GPU${worldSize === 1 ? '' : 's'} in all`;
