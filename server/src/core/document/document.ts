import type { TextEvidence } from '../catalog/infer';
import type { ScriptPin } from '../catalog/pin';
import type { FoundRelease, ReleaseChoice } from '../catalog/release';
import type { Modeline } from '../comments/modeline';
import type { Suppressions } from '../comments/suppressions';
import type { Config, Entry, Exports, Reading, Span } from '../config/config';
import type { Edit } from '../config/edit';
import type { Facts } from '../facts/facts';
import type { FactsContext } from '../facts/givens';
import type { LintMemory } from '../lint/lintMemory';
import type { Finding } from '../lint/rule';
import type { Syntax } from '../syntax/syntax';
import { pluralize } from '../text/plural';
import type { SecretFinder } from '../text/secrets';
import type { TextShift } from '../text/textShift';
import type { Severities } from './severity';

/** The context of a document: user settings or command-line options, and the files around it. */
export interface DocumentContext {
  /** The release set for the workspace. A modeline takes precedence. */
  swiftVersion?: string | undefined;
  /** The release installed in the environment of the document, or pinned by its files. */
  found?: FoundRelease | undefined;
  worldSize?: number | undefined;
  /** Total number of GPUs of a launch target. It takes precedence over the file. */
  targetSize?: number | undefined;
  /** GiB of each GPU, as the user has set it. A modeline and the request of a batch script take precedence. */
  gpuMemory?: number | undefined;
  /** GiB of each GPU of a launch target. It takes precedence over the file. */
  targetGpuMemory?: number | undefined;
  /** The parsed config.json that applies to every model a run names, unless a modeline names another one. */
  modelConfig?: unknown;
  /** The config.json files found for the models that runs name. */
  models?: readonly FoundModel[] | undefined;
  /** The file name of the document. */
  name?: string | undefined;
  /** The user says that the file is a training config, whatever its keys are. */
  isConfigFile?: boolean | undefined;
  /** Texts that may belong to the same runs: named config files, or scripts that name this one. */
  neighbors?: readonly Neighbor[] | undefined;
  /** Severities set by the user, by rule or group. */
  severities?: Severities | undefined;
  /** The settings of the project, which apply where the user has set nothing. */
  project?: ProjectContext | undefined;
}

/** The settings of a project for a document that are not among its other settings. */
export interface ProjectContext {
  /** The path of the file with the settings, for display. */
  file: string;
  /** The release, unless the user has set one. */
  release?: string | undefined;
  /** Severities by rule or group, the most important ones first. */
  severities: readonly Severities[];
  /** The document is not checked. */
  isExcluded: boolean;
}

/** A text and its reading. Immutable except for the cache: a changed text is a new document. */
export interface Document {
  text: string;
  syntax: Syntax;
  reading: Reading;
  /** The reading as the syntax returned it, which the next version is read with the help of. */
  ownReading: Reading;
  context: DocumentContext;
  /** The modeline in the first lines, which applies to the entire file. */
  modeline: Modeline;
  /** The releases that the text itself installs or runs in an image. */
  scriptPins: readonly ScriptPin[];
  /** Comments that silence findings. */
  suppressions: Suppressions;
  /** Total number of flags of all runs of the document. */
  flagCount: number;
  /** The configs that are continued in another text. */
  joins: ReadonlyMap<Config, Join>;
  /** The secrets of the runs, which every output hides. */
  secrets: () => SecretFinder;
  /** Facts, findings and the fix of all errors, each computed on first use. */
  cache: Map<
    Config,
    { facts?: Facts; linted?: LintedRun; rawFindings?: Finding[]; findings?: Finding[]; combinedFix?: CachedFix }
  >;
  /** Results about the text as a set of commands, each computed on first use. */
  textCache: {
    /** The number of commands that are checked with each edit, counted from the first. */
    checkedCount?: number;
    /** The first command that names each config file. */
    firstNaming?: ReadonlyMap<string, Config>;
    /** Of commands that are written alike, the first of those that are equal except for their position. */
    similarCommands?: Map<string, Map<string, Config>>;
    /** Numbers of objects that commands share. */
    identities?: Map<object, number>;
    /** The release of each command. */
    releases?: Map<Config, ReleaseChoice>;
    /** The releases that know the flags of the commands. */
    evidence?: TextEvidence;
    findings?: Finding[];
    listed?: readonly ListedFinding[];
    /** The number of runs whose answers are kept. */
    rememberedRuns?: number;
    /** The version of the document before, whose findings are reused where nothing has changed. */
    previous?: PreviousVersion;
    /** The document that this one is a trial of: a text that it could have. */
    trialOf?: Document;
  };
}

/** The version of a document before. */
export interface PreviousVersion {
  document: Document;
  /** The findings of its runs, by the run as it was read. */
  byOrigin?: ReadonlyMap<Config, LintedRun | undefined>;
  /** The movement of positions since then; computed on first use. */
  shift?: TextShift;
  /** The entries and lists of that version which are in this one, in pairs. */
  kept: Map<object, object>;
  /** The exports that were compared last, with the answers that are the same. */
  asked: { older?: Exports; newer?: Exports; answers: ExportAnswers };
}

/** The answers of the exports of a script to the questions of the rules, by name. */
export interface ExportAnswers {
  find: Map<string, Entry | undefined>;
  findUnexported: Map<string, Entry | undefined>;
  /** All exports, if they were asked for. */
  entries?: readonly Entry[];
}

export const createExportAnswers = (): ExportAnswers => ({ find: new Map(), findUnexported: new Map() });

/** A run as the rules checked it, everything that they read besides its text, and what they found. */
export interface LintedRun {
  run: Config;
  context: FactsContext;
  answers: ExportAnswers;
  /** Its findings, with positions as if it were still at the place where the rules checked it. */
  findings: readonly Finding[];
  place: RunPlace;
  /** The findings to show, without secrets, with the same positions. */
  masked?: { by: SecretFinder; findings: readonly Finding[] };
  /** The answer of each rule, for a run that is being edited. */
  memory?: LintMemory;
}

/** The place of a run when the rules checked it. */
export interface RunPlace {
  span: Span;
  /** Its flags and variables. */
  entries: readonly Entry[];
  /** Whether all findings are within the run; computed on first use. */
  isSelfContained?: boolean;
}

/** A finding to show; `config` is the command or config file that it is about, absent for one about the text. */
export interface ListedFinding {
  config?: Config;
  finding: Finding;
}

/** Limit on the flags of all runs of one file. A config file counts once for each command that reads it. */
export const MAX_DOCUMENT_FLAGS = 100_000;

/** Limit on the commands of one file. Scripts written by hand have up to a hundred. */
const MAX_DOCUMENT_COMMANDS = 2000;

/**
 * Describes the excess of a file with too many flags or commands to check; undefined for any other file. Such a file is
 * an accident, and resolving its runs would take too long.
 */
export function describeExcess({ flagCount, reading: { configs } }: Document): string | undefined {
  if (flagCount > MAX_DOCUMENT_FLAGS) return `${pluralize(flagCount, 'flag')} are too many for one file`;
  if (configs.length > MAX_DOCUMENT_COMMANDS)
    return `${pluralize(configs.length, 'command')} are too many for one file`;
  return undefined;
}

/** Whether a file has too many flags or commands to check. */
export const isExcessive = (document: Document): boolean => describeExcess(document) !== undefined;

/** One fix for all errors of a command. */
export interface CombinedFix {
  title: string;
  edits: Edit[];
}

/** The fix of all errors of a command, where there is one, and each cost of the search for it. */
interface CachedFix {
  fix: CombinedFix | undefined;
  costs: readonly number[];
}

/** Another text of the same run: the config file that a command names, or the script that names this file. */
export interface Neighbor {
  /** The file name as written in the command, or the path of the script. */
  name: string;
  text: string;
}

/** A config joined with that of the other text. */
export interface Join {
  /** The entire run. Spans of the other text are tagged; see `config/joinConfigs.ts`. */
  config: Config;
  other: { name: string; document: Document; config: Config };
}

/** A model that a run names. The host looks for its config.json; the core only describes the search. */
export interface WantedModel {
  /** A folder, a hub name such as `Qwen/Qwen3-8B`, or the path of a config.json. */
  name: string;
  /** The name is the path of a config.json. */
  isFile: boolean;
  /** The branch or commit that the run requests from a hub. */
  revision?: string;
  /** The cache folders of the hubs that the run sets, by variable. */
  variables: Readonly<Record<string, string>>;
}

/** The config.json that applies to a run. */
export interface RunModel {
  /** The parsed file, or the known fields of a model that is only named. */
  config: unknown;
  /** The path of the file, shortened for display, or the id of the model. */
  path?: string;
  hasArgs?: boolean | undefined;
  /** Fields that config.json has with unknown values. */
  unknownFields?: readonly string[] | undefined;
  /** The id of the model if only the last part of a path names it. */
  assumedModel?: string | undefined;
}

/** A config.json found for a model. */
export interface FoundModel {
  wanted: WantedModel;
  /** The path of the file, shortened for display. */
  path: string;
  /** The parsed file. */
  config: unknown;
  /** There is an args.json in the same folder, as in models that ms-swift saved. */
  hasArgs?: boolean;
  /** The name of the folder if only the last part of a path names it. */
  assumedModel?: string;
}
