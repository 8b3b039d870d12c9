import { dirname } from 'node:path';
import type { DocumentHost } from './readDocument';

/** Time in which the files of a folder share what was found on the disk, in milliseconds: thousands may lie there. */
const MAX_SHARED_MS = 1000;

/** Returns a host that searches once for the release and the models of the files of a folder, as far as they are read together. */
export function shareSearches<Host extends DocumentHost>(host: Host): Host & { forgetSearches: () => void } {
  const releases = createShared<ReturnType<DocumentHost['findRelease']>>();
  const models = createShared<ReturnType<DocumentHost['findModels']>>();
  return {
    ...host,
    findRelease: (folder, ...others) => releases.share(folder, () => host.findRelease(folder, ...others)),
    findModels: (path, ...others) =>
      models.share(JSON.stringify([path && dirname(path), ...others]), () => host.findModels(path, ...others)),
    forgetSearches: () => {
      releases.forget();
      models.forget();
    },
  };
}

/** The results of searches, each of which is done once for its key within that time. */
interface Shared<Found> {
  share: (key: string, search: () => Found) => Found;
  forget: () => void;
}

function createShared<Found>(): Shared<Found> {
  const kept = new Map<string, { found: Found; at: number }>();
  return {
    share: (key, search) => {
      const known = kept.get(key);
      if (known && performance.now() - known.at < MAX_SHARED_MS) return known.found;
      const found = search();
      kept.set(key, { found, at: performance.now() });
      return found;
    },
    forget: () => kept.clear(),
  };
}
