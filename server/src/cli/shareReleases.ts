import type { FoundRelease } from '../core/catalog/release';
import type { DocumentHost } from './readDocument';

/** Time in which the files of a folder share one search for their release, in milliseconds: thousands may lie there. */
const MAX_RELEASE_AGE_MS = 1000;

/** Returns a host that searches once for the release of the files of a folder, as far as they are read together. */
export function shareReleases<Host extends DocumentHost>(host: Host): Host {
  const releases = new Map<string, { found: FoundRelease | undefined; at: number }>();
  return {
    ...host,
    findRelease: (folder, ...others) => {
      const known = releases.get(folder);
      if (known && performance.now() - known.at < MAX_RELEASE_AGE_MS) return known.found;
      const found = host.findRelease(folder, ...others);
      releases.set(folder, { found, at: performance.now() });
      return found;
    },
  };
}
