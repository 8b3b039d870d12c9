import type { Command } from '../config/config';
import type { JsonValueSchema } from './jsonValues';
import type { ModelRegistry, ModelsData } from './models';
import type { Release } from './release';
import type { SbatchOption } from './sbatch';

/** A value as the program holds it: Python's None is null, its lists are arrays. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** A flag under its own name, or as `no_NAME`. */
export interface Spelling {
  name: string;
  flag: Flag;
  form: Form;
  complement: boolean;
  /** Its place in the order of the catalogue. */
  order: number;
}

/**
 * One option of Megatron-LM's own parser, as a key of `extra_megatron_kwargs` names it: `--rampup-batch-size` is
 * `rampup_batch_size`. Source: megatron/training/arguments.py of core_r0.13.0, core_r0.14.0 and core_r0.15.0.
 */
export interface MegatronOption {
  name: string;
  /** First and last core of Megatron-LM that has it, of those that ms-swift starts. */
  cores: string;
  /** A switch takes no value. */
  type: 'switch' | 'int' | 'float' | 'string';
  choices?: string[];
  list?: boolean;
  /** May stand without a value. */
  bare?: boolean;
  /** What a switch turns off: `bias_dropout_fusion` for `no_bias_dropout_fusion`. */
  turnsOff?: string;
  /** What a switch sets where that has another name. */
  sets?: string;
  /** Also exists as `no_NAME`. */
  complement?: boolean;
  default?: Value;
}

/** Texts of an option of Megatron-LM. */
export interface MegatronOptionDocs {
  summary?: string;
}

export interface MegatronData {
  /** Releases of ms-swift, and the core that they start. */
  cores: Readonly<Record<string, string>>;
  options: MegatronOption[];
}

/** The core of Megatron-LM that a release of ms-swift starts, with the options that it reaches. */
export interface MegatronCore {
  name: string;
  /** In the order of the data. */
  options: readonly MegatronOption[];
  /** By every key that names them: Megatron’s parser takes no abbreviations, but `no_NAME` where that exists. */
  byName: ReadonlyMap<string, MegatronOption>;
  /** Switches by what they turn off. */
  byOpposite: ReadonlyMap<string, MegatronOption>;
}

export type TypeName = 'bool' | 'int' | 'float' | 'string' | 'enum' | 'json' | 'dtype';

/** What a flag is in some releases and commands. The first form that fits holds. */
export interface Form {
  releases: string;
  /** Absent: the training commands pt, sft and rlhf. */
  commands?: Command[];
  type: TypeName;
  /** Takes one or more words; a second occurrence replaces the first. */
  list?: boolean;
  /** May stand without a value and then means true. */
  bare?: boolean;
  /** Also exists as a value-less `--no_NAME`. */
  complement?: boolean;
  /** Without a value the program keeps None, which no word can express. */
  nullable?: boolean;
  /** Takes a plain word as well as JSON. */
  orWord?: boolean;
  /** Takes JSON text only, no path of a JSON file. */
  textOnly?: boolean;
  /** Malformed JSON is refused in every release, never repaired. */
  strict?: boolean;
  /** Exact spellings; null stands for the word `None`. */
  choices?: (string | null)[];
  /** What the program declares. */
  default: Value;
  /** What really holds where that is something else than the declared default, in words. */
  effective?: string;
  /** The flags, or `model` for the model's config.json, on which the effective default depends. */
  dependsOn?: string[];
  /** The program replaces whatever is given. */
  overwritten?: boolean;
  /** Accepted, but nothing in the megatron commands reads it. */
  noEffect?: boolean;
  /** The parser of the release refuses every word for it, by a mistake in its declaration. */
  unreadable?: boolean;
  /** The effective default as data, where it depends on nothing but flags. */
  inEffect?: InEffect;
}

/**
 * A default that the program works out: a `value`, or what another flag has, or its opposite, or what `values` says
 * for the value of that flag, and `value` for all others.
 */
export interface InEffect {
  flag?: string;
  opposite?: boolean;
  values?: Record<string, Value>;
  value?: Value;
}

/** One flag in all releases that the catalogue holds. */
export interface Flag {
  name: string;
  /** The argument page marks it as one of the important ones. */
  starred?: boolean;
  /** The argument page of the reference release describes it; for a later flag, any documentation of ms-swift. */
  documented?: boolean;
  /** Values that people use, most usual first. */
  examples?: string[];
  /** The name that took its place, since when, and what becomes of the value. */
  renamed?: { to: string; since: Release; value: 'same' | 'inverted' | 'x60' | 'other' };
  /** Values that a later release no longer has, and what took their place. */
  renamedValues?: Record<string, string>;
  /** What to do in earlier releases, which do not have it yet. */
  before?: string;
  /** What to do where a later release no longer has it: one sentence or two. */
  instead?: string;
  forms: Form[];
}

/** Texts of a flag. */
export interface FlagDocs {
  section: string;
  /** One line: what it does. */
  summary: string;
  /** Markdown: effect, unit, when it holds, what it interacts with. */
  description: string;
  unit?: string;
  /** What each value does, for choices and for the known values of free text. */
  values?: Record<string, string>;
  /** The flags it interacts with most. */
  see?: string[];
  /** The declaration of the flag, in ms-swift's repository at that release. */
  source: { path: string; line: number; release: Release };
}

/** An environment variable that a training command reads. */
export interface EnvironmentVariable {
  name: string;
}

/** Texts of an environment variable. */
export interface VariableDocs {
  summary: string;
  description: string;
  values?: Record<string, string>;
  examples?: string[];
}

/** A name from Hugging Face or `swift sft` that people type into megatron commands, and what to write instead. */
interface ForeignFlag {
  name: string;
  /** The flags that take the same value; the first one that the release has is meant. */
  flags?: string[];
  /** `{flag}` stands for that flag, `{a|b}` for the first of several that the release has. */
  advice: string;
  /** The releases for which the advice is meant; absent: all. */
  releases?: string;
}

export interface CatalogData {
  releases: Release[];
  reference: Release;
  /** The sub-commands of `megatron` and the releases that have them. */
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
  /** Names that a release looks up for flags of free text: templates, model types, callbacks. */
  names: FlagNames[];
  /** What releases register of models. */
  models: ModelsData;
}

/**
 * The names that a flag of free text takes, separated by blanks, by release. `megatron_model_type` holds those of
 * `model_type` that the Megatron commands can train.
 */
export interface FlagNames {
  flag: string;
  ranges: { releases: string; names: string }[];
}

/** Texts of catalog entries by name, which are read when something is first explained. */
export interface CatalogDocs {
  flag: (name: string) => FlagDocs;
  variable: (name: string) => VariableDocs;
  megatronOption: (name: string) => MegatronOptionDocs;
}

/** The flags by name, with the release and the command that decide which of them exist. */
export interface Catalog extends CatalogData {
  docs: CatalogDocs;
  /** What a command of a release knows; worked out once for each. */
  view: (release: Release, command: Command) => CatalogView;
  /** The models that a release knows; worked out once for each, when they are first asked for. */
  modelsOf: (release: Release) => ModelRegistry;
  /** The core of Megatron-LM that a release starts; worked out once for each. */
  coreOf: (release: Release) => MegatronCore | undefined;
  byName: ReadonlyMap<string, Flag>;
  environmentByName: ReadonlyMap<string, EnvironmentVariable>;
  foreignByName: ReadonlyMap<string, readonly ForeignFlag[]>;
  megatronByName: ReadonlyMap<string, MegatronOption>;
  jsonByFlag: ReadonlyMap<string, JsonValueSchema>;
}

/** The flags of one command in one release, with the form that holds there. */
export interface CatalogView {
  flags: readonly Flag[];
  /** Names that flags of free text take. */
  names: ReadonlyMap<string, ReadonlySet<string>>;
  forms: ReadonlyMap<string, Form>;
  /** All names of options, from A to Z: those with one beginning stand together. */
  spellings: readonly Spelling[];
}
