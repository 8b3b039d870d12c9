/** The kinds of paths that a flag takes, as in `schemas/path-flags.json`. */
export interface PathFlag {
  /** The extensions of the files that it reads. */
  files?: readonly string[];
  folders?: true;
  /** The folder may be a checkpoint in Megatron's format, or an adapter. */
  checkpoints?: true;
  /** The value may be the id of a model, or its folder in the cache of a hub. */
  models?: true;
}
