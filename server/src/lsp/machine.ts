import type { FoundRelease } from '../core/catalog/release';
import type { FoundModel, Neighbor, WantedModel } from '../core/document/document';
import type { planLaunch } from '../core/planner';

/** A text around a document, with its path on disk. */
export type FoundNeighbor = Neighbor & { path: string };

/** Finds the release that files around a folder name: an installed one, or a pinned one. */
export type ReleaseFinder = (
  folder: string,
  top: string | undefined,
  known: readonly string[],
  environment: { interpreter?: string | undefined },
) => FoundRelease | undefined;

/** Access of the server to its machine. A host without files, such as a browser, reads none and plans no launches. */
export interface Machine {
  readNamedFiles: (path: string, names: readonly string[], top: string | undefined) => FoundNeighbor[];
  readMentioningScripts: (path: string, name: string, extensions: readonly string[]) => FoundNeighbor[];
  findRelease: ReleaseFinder;
  /** The config.json of a model; `folders` are those that are open in the editor. */
  findModel: (path: string | undefined, folders: readonly string[], wanted: WantedModel) => FoundModel[];
  planLaunch?: typeof planLaunch;
}

export const NO_MACHINE: Machine = {
  readNamedFiles: () => [],
  readMentioningScripts: () => [],
  findRelease: () => undefined,
  findModel: () => [],
};
