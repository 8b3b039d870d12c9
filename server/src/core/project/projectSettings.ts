import type { Release } from '../catalog/release';
import type { Severities } from '../document/severity';
import type { Finding } from '../lint/rule';
import type { Glob } from '../text/glob';

/** The name of the file with the settings of a project. */
export const PROJECT_FILE = 'preflight.toml';

/** Settings that a file may have of its own. */
export interface RunSettings {
  release?: Release;
  gpus?: number;
  /** GiB of each GPU. */
  gpuMemory?: number;
  /** Folders of models, as written. */
  models?: readonly string[];
  severity?: Severities;
}

/** The settings of a project, as its `preflight.toml` states them. */
export interface ProjectSettings {
  base: RunSettings;
  /** Files that are training configs. */
  files: readonly Glob[];
  /** Files that are not checked. */
  exclude: readonly Glob[];
  /** Settings for some files. Later ones take precedence. */
  overrides: readonly { files: readonly Glob[]; settings: RunSettings }[];
}

/** A `preflight.toml` as read: its settings, and what is wrong with it. */
export interface ProjectReading {
  settings: ProjectSettings;
  findings: readonly Finding[];
}

/** The settings of a project for one file. */
export interface FileSettings {
  release?: Release;
  gpus?: number;
  gpuMemory?: number;
  models: readonly string[];
  /** Severities by rule, the most important ones first. */
  severities: readonly Severities[];
  isConfigFile: boolean;
  isExcluded: boolean;
}
