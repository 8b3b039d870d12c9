import type { FoundRelease } from '../catalog/release';
import type { Modeline } from '../comments/modeline';
import type { Suppressions } from '../comments/suppressions';
import type { Config, Reading } from '../config/config';
import type { Edit } from '../config/edit';
import type { Facts } from '../facts/facts';
import type { Finding } from '../lint/rule';
import type { Syntax } from '../syntax/syntax';
import type { Severities } from './severity';

/** What is known around a document: settings of the user, or options of the command line. */
export interface DocumentContext {
  /** The release set for the workspace; a modeline goes before it. */
  swiftVersion?: string | undefined;
  /** The release that is installed beside the document, or that files of its environment pin. */
  found?: FoundRelease | undefined;
  worldSize?: number | undefined;
  /** GPUs of a launch target together: they go before whatever the file says. */
  targetSize?: number | undefined;
  /** The parsed config.json that holds whatever model a run names, unless a modeline says otherwise. */
  modelConfig?: unknown;
  /** The config.json files that were found for the models that runs name. */
  models?: readonly FoundModel[] | undefined;
  /** The name of the document itself. */
  name?: string | undefined;
  /** Texts that may belong to the same runs: named config files, or scripts that name this one. */
  neighbors?: readonly Neighbor[] | undefined;
  /** Severities that the user gives to rules. */
  severities?: Severities | undefined;
}

/** One text as it was read. Nothing in it changes; a new text gives a new document. */
export interface Document {
  text: string;
  syntax: Syntax;
  reading: Reading;
  context: DocumentContext;
  /** What the first lines say of the whole file. */
  modeline: Modeline;
  /** The comments that silence findings. */
  suppressions: Suppressions;
  /** How many flags all runs of the document have together. */
  flagCount: number;
  /** The configs that go on in another text. */
  joins: ReadonlyMap<Config, Join>;
  /** Facts, findings and the repair of all errors are worked out once, when they are first asked for. */
  cache: Map<
    Config,
    { facts?: Facts; rawFindings?: Finding[]; findings?: Finding[]; combinedFix?: CombinedFix | null }
  >;
}

/** Flags of all runs of one file, a config file counted with each command that reads it. */
const MAX_DOCUMENT_FLAGS = 100_000;

/** A file with that many flags was made by accident; working out what each run is would take forever. */
export const exceedsDocumentFlagLimit = ({ flagCount }: Document): boolean => flagCount > MAX_DOCUMENT_FLAGS;

export interface CombinedFix {
  title: string;
  edits: Edit[];
}

/** Another text that is part of the same run: the config file that a command names, or the script that names this file. */
export interface Neighbor {
  /** As it is written in the command, or the path of the script. */
  name: string;
  text: string;
}

/** A config together with what the other text adds to it. */
export interface Join {
  /** The whole run. Spans of the other text are moved; see `join.ts`. */
  config: Config;
  other: { name: string; document: Document; config: Config };
}

/** A model that a run names. Whoever can read files looks for its config.json; the core only says what to look for. */
export interface WantedModel {
  /** A folder, a name on a hub such as `Qwen/Qwen3-8B`, or the path of a config.json. */
  name: string;
  /** The name is the path of a config.json itself. */
  isFile: boolean;
  /** The branch or commit that the run asks a hub for. */
  revision?: string;
  /** What the run itself says of the places where hubs keep their files, by variable. */
  variables: Readonly<Record<string, string>>;
}

/** A config.json that was found. */
export interface FoundModel {
  wanted: WantedModel;
  /** Where it lies, as a reader would write it. */
  path: string;
  /** The file, parsed. */
  config: unknown;
  /** An args.json lies beside it, as where ms-swift saved the model itself. */
  hasArgs?: boolean;
}
