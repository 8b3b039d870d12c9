import type { PlannedMemory } from '../core/features/plannedMemory';
import type { Plan } from '../core/launch/plan';
import type { Target } from '../core/launch/targets';

// Requests, notifications and settings beyond LSP. Client and server share only this file and
// `memoryProtocol.ts`.

export type { PlannedMemory } from '../core/features/plannedMemory';
export type { KubernetesTarget } from '../core/launch/kubernetes/target';
export { hideTargetSecrets } from '../core/launch/maskPlan';
export type { Plan, PlanFile, PlanStep } from '../core/launch/plan';
export { readTargets } from '../core/launch/readTargets';
export type { Resources } from '../core/launch/resources';
export type { SlurmTarget } from '../core/launch/slurm/target';
export { isHost, toSshArgv } from '../core/launch/ssh';
export type { Target } from '../core/launch/targets';
export { MASK } from '../core/text/secretIndex';
export { maskSecrets } from '../core/text/secrets';

/**
 * Options of Node for the process of the server, in MB. Nearly all objects of a reading die with the next edit, and a
 * larger space for young objects is collected less often.
 */
export const SERVER_OPTIONS: readonly string[] = ['--max-semi-space-size=32'];

/** Plans a launch; nothing runs. */
export const PLAN = 'preflight/plan';

export interface PlanParams {
  uri: string;
  /** Index of the command in the file, from 0. Without it, the command at `line`, else the first one. */
  index?: number;
  line?: number;
  target: Target;
  /** The folder into which the client will write the files of the plan. */
  storage: string;
}

export interface PlanResult extends Plan {
  title: string;
  /** Zero-based line of the command. */
  line: number;
  /** The release that the findings of the plan are about. */
  version: string;
  /** The plan as a readable text. */
  document: string;
  /** The command line of `submit`. */
  commandLine: string;
  blocked: boolean;
  memory?: PlannedMemory | undefined;
}

/** The resolved flags and variables of one command, as a readable document. */
export const RESOLVE = 'preflight/resolve';

export interface ResolveParams {
  uri: string;
  line: number;
}

export interface ResolveResult {
  title: string;
  text: string;
  /** Zero-based lines whose flag a later one overrides. */
  overridden: number[];
  /** The file and line that each line comes from; empty for a comment. */
  origins: string[];
}

/** Answers a tool of an agent in the editor. Nothing is written and nothing runs. */
export const TOOL = 'preflight/tool';

export interface ToolParams {
  /** The name of the tool, such as `check`. */
  name: string;
  input: unknown;
  /** The launch targets of the user, which an input may name. */
  targets: readonly Target[];
}

export interface ToolResult {
  text: string;
  isError: boolean;
}

/** Sent when the editor window regains focus; files may have changed in the meantime. */
export const FOCUS = 'preflight/focus';

/** Sent when the cursor moves to another word or line of a config; without parameters when no config has the cursor. */
export const CURSOR = 'preflight/cursor';

export interface CursorParams {
  uri?: string;
  /** Zero-based. */
  line?: number;
  /** The zero-based column at which the name that is typed begins: the cursor touches it, or waits for its value. */
  word?: number;
}

/** Locates the flags that an error in the log of a run is about. */
export const BLAME = 'preflight/blame';

export interface BlameParams {
  uri: string;
  /** Zero-based line of the command. */
  line: number;
  /** The error as the program printed it. */
  message: string;
}

export interface Blame {
  flag: string;
  uri: string;
  start: { line: number; character: number };
  rule?: { id: string; title: string };
}

/** Decides the release of an explanation: by its name, else by the command at a line of a document. */
interface ExplainedRelease {
  version?: string;
  uri?: string;
  line?: number;
}

/** Explains a rule, a flag or an environment variable. */
export const EXPLAIN = 'preflight/explain';

export interface ExplainParams extends ExplainedRelease {
  name: string;
}

/** The page of a flag as Markdown, or the id of a rule, whose page is in docs/rules.md, or names similar to an unknown one. */
export interface ExplainResult {
  version?: string;
  markdown?: string;
  rule?: string;
  /** Whether the rule applies to the release, as a sentence. */
  note?: string;
  unknown?: string[];
}

/** Lists all flags, environment variables and rules that can be explained. */
export const LIST_TOPICS = 'preflight/topics';

export type ListTopicsParams = ExplainedRelease;

export interface ListTopicsResult {
  version: string;
  topics: { name: string; kind: 'flag' | 'variable' | 'rule'; summary: string }[];
}

/** Describes the parallel layout of the command at a line as Markdown. */
export const LAYOUT = 'preflight/layout';

export interface LayoutParams {
  uri: string;
  line: number;
}

export interface LayoutResult {
  title: string;
  markdown: string;
}

/** Scheme of the addresses of pages, which the client shows as rendered Markdown. */
export const PAGE_SCHEME = 'preflight-page';

/** Returns the address of the page of a rule, a flag or a variable, as it is in a release. */
export const toPageAddress = (name: string, version: string | undefined): string =>
  `${PAGE_SCHEME}:/${version === undefined ? '' : `${encodeURIComponent(version)}/`}${encodeURIComponent(name)}.md`;

/** The release that a command is linted for, with the reason. */
export const RELEASE = 'preflight/release';

export interface ReleaseParams {
  uri: string;
  line: number;
}

export interface ReleaseResult {
  version: string;
  /** The name that the file or a setting gives, if the catalog has no such release. */
  requested?: string;
  /** The release follows from the flags only, or is one of several that a requirement allows. */
  isGuess: boolean;
  /** The reason for the choice, as a sentence. */
  reason: string;
  /** All releases of the catalog, newest first. */
  releases: string[];
}

/** Returns the edits that make the modeline of a document name a release, or none if the version is empty. */
export const SET_RELEASE = 'preflight/setRelease';

export interface SetReleaseParams {
  uri: string;
  version: string;
}

export type SetReleaseResult = { range: Range; newText: string }[];

/** Lists the new configs that can be written. */
export const LIST_RECIPES = 'preflight/recipes';

export interface ListRecipesParams {
  /** A document whose release is proposed. */
  uri?: string;
}

export interface ListRecipesResult {
  /** The proposed release. */
  version: string;
  /** All releases of the catalog, newest first. */
  releases: string[];
  /** The kinds of runs and the syntaxes, with the releases that have them. */
  recipes: { id: string; title: string; summary: string; releases: string[] }[];
  syntaxes: { id: string; language: string; extension: string; releases: string[] }[];
}

/** Lists the models that a recipe can train in a release; the proposed one is first. */
export const LIST_MODELS = 'preflight/models';

export interface ListModelsParams {
  name: string;
  version: string;
}

/** Writes a new config; null if the release cannot run it. */
export const CREATE_CONFIG = 'preflight/newConfig';

export interface CreateConfigParams {
  /** The id of a recipe. */
  name: string;
  /** The id of a syntax. */
  syntax: string;
  version: string;
  model: string;
  nodes: number;
  gpusPerNode: number;
}

/** Migrates a document to another release. */
export const MIGRATE = 'preflight/migrate';

export interface MigrateParams {
  uri: string;
  version: string;
}

export interface MigrateResult {
  /** The full text after the migration; unchanged if nothing needs a change. */
  text: string;
  edits: { range: Range; newText: string }[];
  /** Changes that were made, and those that could not be, one sentence of Markdown each. */
  notes: string[];
  /** The release that the document was written for. */
  from: string;
}

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** Commands of the code lenses; the client registers them. */
export const COMMAND_LAUNCH = 'preflight.launch';
export const COMMAND_SHOW_RESOLVED = 'preflight.showResolved';
export const COMMAND_SHOW_LAYOUT = 'preflight.showLayout';
export const COMMAND_FIND_LAYOUT = 'preflight.findLayout';
export const COMMAND_SHOW_MEMORY = 'preflight.showMemory';
export const COMMAND_SHOW_PROBLEMS = 'preflight.showProblems';
export const COMMAND_EXPLAIN = 'preflight.explain';
/** Opens a file that an edit has created. */
export const COMMAND_OPEN_FILE = 'preflight.openFile';

/** The command of the Enter key inside a training command. */
export const COMMAND_CONTINUE_LINE = 'preflight.continueLine';
