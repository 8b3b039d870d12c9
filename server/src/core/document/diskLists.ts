/** The lists of a disk that complete the value at a cursor. */
export interface DiskQuery {
  /** The folder that is typed already, with its slash; empty for the folder of the file. */
  folder: string;
  /** The extensions of files that the flag reads; absent where it reads folders only. */
  extensions?: readonly string[];
  /** Checkpoints below the folder of the file and the workspace are wanted. */
  checkpoints?: true;
  /** Models in the caches of the hubs are wanted. */
  models?: true;
}

/** The answer to a query. All names are as they would be typed. */
export interface DiskLists {
  files: readonly string[];
  folders: readonly string[];
  /** Paths of checkpoints. */
  checkpoints: readonly string[];
  /** Ids of models in the caches of the hubs. */
  models: readonly string[];
}

export const NO_LISTS: DiskLists = { files: [], folders: [], checkpoints: [], models: [] };
