// The folder for downloads and virtual environments: outside the repository, so that no tool of it reads them.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns a path in the cache, which PREFLIGHT_CACHE moves elsewhere. */
export const cachePath = (...parts) =>
  join(
    process.env.PREFLIGHT_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'training-preflight'),
    ...parts,
  );
