import { memoizeRecent } from '../../catalog/memoize';
import type { Release } from '../../catalog/release';
import type { DocumentContext } from '../../document/document';
import type { FileSettings, ProjectReading } from '../../project/projectSettings';
import { readProject } from '../../project/readProject';
import { addSettings, resolveSettings } from '../../project/resolveSettings';
import type { Completion } from '../completion/item';
import type { Hover } from '../markdown/describeFlag';
import { completeProject } from './completeProject';
import { hoverProject } from './hoverProject';

/** The settings of a project, and everything that an editor shows in the `preflight.toml` that states them. */
export interface ProjectService {
  /** Reads a `preflight.toml`. The same text is read once. */
  read: (text: string) => ProjectReading;
  /** Returns the settings for a file, by its path below the folder of the `preflight.toml`. */
  resolve: (text: string, path: string) => FileSettings;
  /** Adds settings to a context, where it has none. `file` is the path of the `preflight.toml`, for display. */
  addSettings: (context: DocumentContext, settings: FileSettings, file: string) => DocumentContext;
  complete: (text: string, offset: number) => Completion[];
  hover: (text: string, offset: number) => Hover | undefined;
}

/** Limit on the readings that are kept: few projects are open at a time. */
const MAX_READINGS = 8;

export function createProjectService(
  releases: readonly Release[],
  rules: readonly { id: string }[],
  titleOf: (rule: string) => string,
): ProjectService {
  const ruleIds = rules.map(({ id }) => id);
  const read = memoizeRecent((text: string) => readProject(text, releases, ruleIds), MAX_READINGS);
  return {
    read,
    resolve: (text, path) => resolveSettings(read(text).settings, path),
    addSettings,
    complete: (text, offset) => completeProject({ releases, ruleIds, titleOf }, text, offset),
    hover: (text, offset) => hoverProject({ ruleIds, titleOf }, text, offset),
  };
}
