import type { Plan } from '../core/launch/plan';
import type { Target } from '../core/launch/targets';

/** What client and server say to each other beyond LSP. Both sides import this file and nothing else of each other. */

export type { Plan, PlanFile, PlanStep } from '../core/launch/plan';
export { readTargets } from '../core/launch/readTargets';
export type { Resources } from '../core/launch/resources';
export { isHost, toSshArgv } from '../core/launch/ssh';
export type { Target } from '../core/launch/targets';

/** Works out a launch; nothing runs. */
export const PLAN = 'preflight/plan';

export interface PlanParams {
  uri: string;
  /** Which command of the file, counted from 0. Without it, the one at `line`, else the first. */
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
  /** The plan as text for people. */
  document: string;
  /** The command line of `submit`. */
  commandLine: string;
  blocked: boolean;
}

/** What the trainer gets of one command, as a document for people. */
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
}

/** The editor has the user's attention again; files may have changed in the meantime. */
export const FOCUS = 'preflight/focus';

/** The way back from an error in the log of a run to the flags that it is about. */
export const BLAME = 'preflight/blame';

export interface BlameParams {
  uri: string;
  /** Zero-based line of the command. */
  line: number;
  /** The error in the program’s own words. */
  message: string;
}

export interface Blame {
  flag: string;
  uri: string;
  start: { line: number; character: number };
  rule?: { id: string; title: string };
}

/** The page of a rule or of a flag. */
export const EXPLAIN = 'preflight/explain';

export interface ExplainParams {
  name: string;
  /** The document that it is asked for, whose settings say which release is meant. */
  uri?: string;
}

/** The page of a flag as Markdown, or the id of a rule, whose page is in docs/rules.md, or names that are close to an unknown one. */
export interface ExplainResult {
  markdown?: string;
  rule?: string;
  unknown?: string[];
}

/** The release that a command is judged by, and why. */
export const RELEASE = 'preflight/release';

export interface ReleaseParams {
  uri: string;
  line: number;
}

export interface ReleaseResult {
  version: string;
  from: 'modeline' | 'setting' | 'installed' | 'pin' | 'flags' | 'default';
  known: boolean;
  /** What made it so, in words. */
  reason: string;
  /** All releases of the catalogue, newest first. */
  releases: string[];
}

/** The edits of a document after which its modeline names a release, or none where the version is empty. */
export const SET_RELEASE = 'preflight/setRelease';

export interface SetReleaseParams {
  uri: string;
  version: string;
}

export type SetReleaseResult = { range: Range; newText: string }[];

/** A document as it is for another release. */
export const MIGRATE = 'preflight/migrate';

export interface MigrateParams {
  uri: string;
  version: string;
}

export interface MigrateResult {
  /** The whole text after the migration; the same as before where nothing changes. */
  text: string;
  edits: { range: Range; newText: string }[];
  /** What was done and what could not be, one sentence each. */
  notes: string[];
  /** The release that the document was written for. */
  from: string;
}

interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** What is set for one folder of the workspace. */
export interface FolderSettings {
  swiftVersion: string;
  /** The interpreter or the environment that the Python extension has selected for it; empty where there is none. */
  interpreter: string;
}

/** The settings that the server reads, as the client sends them. */
export interface Settings {
  swiftVersion: string;
  /** The folders of the workspace by URI. */
  folders: Record<string, FolderSettings>;
  codeLens: boolean;
  inlayHints: boolean;
  rules: {
    /** By the id of a rule, or `group.*`. */
    severity: Record<string, 'error' | 'warning' | 'hint' | 'off'>;
  };
}

export const DEFAULT_SETTINGS: Settings = {
  swiftVersion: '',
  folders: {},
  codeLens: true,
  inlayHints: true,
  rules: { severity: {} },
};

/** Commands that code lenses of the server name; the client registers them. */
export const COMMAND_LAUNCH = 'preflight.launch';
export const COMMAND_SHOW_RESOLVED = 'preflight.showResolved';
export const COMMAND_SHOW_PROBLEMS = 'preflight.showProblems';
export const COMMAND_EXPLAIN = 'preflight.explain';
