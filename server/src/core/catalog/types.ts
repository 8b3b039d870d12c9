import type { Command } from '../config/config';
import type { ArgumentTree } from './argumentTree';
import type { RunEvidence } from './evidence';
import type { JsonValueSchema } from './jsonValues';
import type { MegatronCore, MegatronData, MegatronOption } from './megatronTypes';
import type { ModelSizesData, NamedModel } from './modelSizes';
import type { ModelRegistry, ModelsData } from './models';
import type { RecipesData } from './recipes';
import type { Release } from './release';
import type { Support } from './releaseSets';
import type { SbatchOption } from './sbatch';
import type { CatalogDocs } from './textTypes';

/** A value of a Python program: None is null, lists are arrays. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export type TypeName = 'bool' | 'int' | 'float' | 'string' | 'enum' | 'json' | 'dtype';

/** The declaration of a flag in some releases and commands. The first form that matches applies. */
export interface Form {
  releases: string;
  /** The commands that have it; when absent, the training commands pt, sft and rlhf. */
  commands?: Command[];
  type: TypeName;
  /** It takes one or more values; a second occurrence replaces the first. */
  list?: boolean;
  /** The value is optional; without it the flag means true. */
  bare?: boolean;
  /** It also exists as `--no_NAME`, without a value. */
  complement?: boolean;
  /** When the flag is not given, the program keeps None, which no value can express. */
  nullable?: boolean;
  /** It accepts a plain name as well as JSON. */
  orWord?: boolean;
  /** It accepts JSON text only, not the path of a JSON file. */
  textOnly?: boolean;
  /** Malformed JSON is rejected in every release, never repaired. */
  strict?: boolean;
  /** The exact choices; null stands for the value `None`. */
  choices?: (string | null)[];
  /** The declared default. */
  default: Value;
  /** A description of the effective default, when it differs from the declared one. */
  effective?: string;
  /** The flags, or `model` for the model's config.json, on which the effective default depends. */
  dependsOn?: string[];
  /** The program overwrites any given value. */
  overwritten?: boolean;
  /** It is accepted, but the megatron commands never read it. */
  noEffect?: boolean;
  /** The parser of the release rejects every value, by a mistake in the declaration. */
  unreadable?: boolean;
  /** The effective default as data, when it depends on flags only. */
  inEffect?: InEffect;
}

/**
 * A default that the program computes: a `value`; or the value of another flag, or its opposite; or the entry of `values`
 * for the value of that flag, and `value` for all others.
 */
export interface InEffect {
  flag?: string;
  opposite?: boolean;
  values?: Record<string, Value>;
  value?: Value;
}

/** One flag in all releases of the catalog. */
export interface Flag {
  name: string;
  /** The argument page marks it as important. */
  starred?: boolean;
  /** The argument page of the reference release describes it; for a later flag, any documentation of ms-swift. */
  documented?: boolean;
  /** Common values, most common first. */
  examples?: string[];
  /** The new name, the release that introduced it, and the conversion of the value. */
  renamed?: { to: string; since: Release; value: 'same' | 'inverted' | 'x60' | 'other' };
  /** Values that a later release no longer has, and their replacements. */
  renamedValues?: Record<string, string>;
  /** Advice for earlier releases, which do not have the flag yet. */
  before?: string;
  /** Advice for later releases, which no longer have the flag: one or two sentences. */
  instead?: string;
  forms: Form[];
}

/** An environment variable that a training command or a library below it reads. */
export interface EnvironmentVariable {
  name: string;
  /** The releases of ms-swift in which it is read. */
  releases: string;
}

/** A name from Hugging Face or `swift sft` that users type into megatron commands, and its replacement. */
export interface ForeignFlag {
  name: string;
  /** The flags that accept the same value; the first one that the release has applies. */
  flags?: string[];
  /** `{flag}` stands for that flag, `{a|b}` for the first of several that the release has. */
  advice: string;
  /** The releases that the advice applies to; all when absent. */
  releases?: string;
  /** The commands that the advice applies to; those of `megatron` when absent. */
  commands?: Command[];
}

/** The newest releases against which open ranges (`3.7+`) were verified. */
export interface VerifiedReleases {
  flags: Release;
  names: Release;
  models: Release;
  rules: Release;
  /** Rules that were verified up to another release, by id. */
  exceptions: Readonly<Record<string, Release>>;
}

export interface CatalogData {
  releases: Release[];
  reference: Release;
  /** The commands and the releases that have them. */
  commands: { name: Command; releases: string }[];
  flags: Flag[];
  environment: EnvironmentVariable[];
  foreign: ForeignFlag[];
  /** Options of Megatron-LM itself. */
  megatron: MegatronData;
  /** Options of sbatch. */
  sbatch: readonly SbatchOption[];
  /** Known keys of flags whose values are maps. */
  json: JsonValueSchema[];
  /** Names that a release looks up for free-text flags: templates, model types, callbacks. */
  names: FlagNames[];
  /** The models that releases register. */
  models: ModelsData;
  /** The numbers of well-known models. */
  sizes: ModelSizesData;
  /** The new configs that the product writes. */
  recipes: RecipesData;
  verified: VerifiedReleases;
}

/**
 * The names that a free-text flag accepts, separated by spaces, by release. `megatron_model_type` lists those of
 * `model_type` that the Megatron commands can train.
 */
export interface FlagNames {
  flag: string;
  ranges: { releases: string; names: string }[];
}

/** The indexed data: flags, variables and models by name, release and command. */
export interface Catalog extends CatalogData {
  docs: CatalogDocs;
  /** The releases that know a flag, a name or a model. */
  support: Support;
  /** The flags that differ from those of the release, if a tree replaces them. */
  changed: ReadonlySet<string>;
  /** The catalog whose nearest release has the flags that a tree declares; computed once for each. */
  withTree: (tree: ArgumentTree) => TreeCatalog;
  /** The catalog in which two releases accept what either of them accepts; computed once for each two. */
  between: (older: Release, newer: Release) => Catalog;
  /** The flags of a command in a release; computed once for each. */
  view: (release: Release, command: Command) => CatalogView;
  /** The models of a release; computed once for each, on first use. */
  modelsOf: (release: Release) => ModelRegistry;
  /** Finds the numbers of a model by its id, or by the last part of a path. */
  findModel: (name: string, revision?: string) => NamedModel | undefined;
  /** The facts of models that were read, by the parsed config.json and the release. */
  modelFacts: WeakMap<object, Map<Release, ReadonlyMap<string, Value>>>;
  /** The evidence of runs about their release, by the run as it was read. */
  runEvidence: WeakMap<object, RunEvidence>;
  /** The core of Megatron-LM that a release starts; computed once for each. */
  coreOf: (release: Release) => MegatronCore | undefined;
  byName: ReadonlyMap<string, Flag>;
  /** The earlier names of flags that kept their meaning, by the later name. */
  formerNames: ReadonlyMap<string, readonly string[]>;
  environmentByName: ReadonlyMap<string, EnvironmentVariable>;
  /** The names of the environment variables that a release reads. */
  environmentOf: (release: Release) => readonly string[];
  foreignByName: ReadonlyMap<string, readonly ForeignFlag[]>;
  megatronByName: ReadonlyMap<string, MegatronOption>;
  jsonByFlag: ReadonlyMap<string, JsonValueSchema>;
}

/** A catalog in which one release has the flags of a tree. */
export interface TreeCatalog {
  /** The release whose flags differ the least from those of the tree; its rules apply. */
  base: Release;
  changed: ReadonlySet<string>;
  catalog: Catalog;
}

/** A flag under its own name, or as `no_NAME`. */
export interface Spelling {
  name: string;
  flag: Flag;
  form: Form;
  complement: boolean;
  /** Index of the flag in the catalog. */
  order: number;
}

/** The flags of one command in one release, with their forms. */
export interface CatalogView {
  flags: readonly Flag[];
  /** The names that free-text flags accept. */
  names: ReadonlyMap<string, ReadonlySet<string>>;
  forms: ReadonlyMap<string, Form>;
  /** All option names, sorted, so that names with a common prefix are adjacent. */
  spellings: readonly Spelling[];
  /** Finds the flags with the most similar names, remembered for recent names. */
  findSimilar: (name: string) => readonly string[];
}
