import type { FoundRelease } from '../core/catalog/release';
import { type DiskLists, type DiskQuery, NO_LISTS } from '../core/document/diskLists';
import type { DocumentContext, FoundModel, Neighbor, WantedModel } from '../core/document/document';
import type { planLaunch } from '../core/planner';
import type { Service } from '../core/service';
import type * as Sizing from '../core/sizing';
import { describeError, type Log } from './handler';
import type { ToolParams, ToolResult } from './protocol';

/** A text around a document, with its path on disk. */
export type FoundNeighbor = Neighbor & { path: string };

/** The `preflight.toml` of a folder, or the reason why it is not read. */
export type FoundProject = { path: string; folder: string } & ({ text: string } | { problem: string });

/** Folders of models that a project names, relative to one of its own. */
export interface ModelFolders {
  base: string;
  names: readonly string[];
}

/** Finds the release that files around a folder name: an installed one, or a pinned one. */
export type ReleaseFinder = (
  folder: string,
  top: string | undefined,
  known: readonly string[],
  environment: { interpreter?: string | undefined; workspace?: readonly string[] },
) => FoundRelease | undefined;

/** The editor as its agents see it. */
export interface ToolEditor {
  /** The folders of the workspace, as paths. */
  folders: () => string[];
  /** The interpreters and environments that the user selected. */
  interpreters: () => string[];
  /** Returns the interpreter that the user selected for the folder of a file. */
  interpreterOf: (path: string) => string | undefined;
  /** Returns the text of a file that is open; undefined for any other. */
  openText: (path: string) => string | undefined;
  /** Returns everything that the settings say about the runs of a file. */
  contextOf: (path: string) => DocumentContext;
}

/**
 * Access of the server to its machine. A host without files, such as a browser, reads none and plans no launches.
 * `workspace` are the folders that are open in the editor.
 */
export interface Machine {
  readNamedFiles: (path: string, names: readonly string[], workspace: readonly string[]) => FoundNeighbor[];
  readMentioningScripts: (
    path: string,
    name: string,
    extensions: readonly string[],
    workspace: readonly string[],
  ) => FoundNeighbor[];
  findRelease: ReleaseFinder;
  /** Finds the `preflight.toml` of a folder. `top` is the outermost folder to search outside of a repository. */
  findProject: (folder: string, top: string | undefined, workspace: readonly string[]) => FoundProject | undefined;
  /** The config.json files of models. `folders` are those that the project names. */
  findModels: (
    path: string | undefined,
    workspace: readonly string[],
    wanted: readonly WantedModel[],
    folders?: ModelFolders,
  ) => FoundModel[];
  /** Lists files, checkpoints and cached models for completion, without blocking other requests. */
  listValues: (path: string | undefined, workspace: readonly string[], query: DiskQuery) => Promise<DiskLists>;
  planLaunch?: typeof planLaunch;
  /** Loads pictures of memory and the search for layouts. */
  loadSizing?: () => typeof Sizing;
  /** Creates the function that answers the tools of agents. */
  createToolAnswers?: (service: Service, editor: ToolEditor) => (params: ToolParams) => ToolResult;
}

export const NO_MACHINE: Machine = {
  readNamedFiles: () => [],
  readMentioningScripts: () => [],
  findRelease: () => undefined,
  findProject: () => undefined,
  findModels: () => [],
  listValues: () => Promise.resolve(NO_LISTS),
};

/** Wraps a host so that an error of one search is logged and costs only its answer. */
export function guardMachine(host: Machine, log: Log): Machine {
  const guard =
    <P extends unknown[], R>(search: (...params: P) => R, fallback: R) =>
    (...params: P): R => {
      try {
        return search(...params);
      } catch (error) {
        log(`Reading files failed: ${describeError(error)}`);
        return fallback;
      }
    };
  return {
    ...host,
    readNamedFiles: guard(host.readNamedFiles, []),
    readMentioningScripts: guard(host.readMentioningScripts, []),
    findRelease: guard(host.findRelease, undefined),
    findProject: guard(host.findProject, undefined),
    findModels: guard(host.findModels, []),
  };
}
