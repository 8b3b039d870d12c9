import { URI } from 'vscode-uri';
import { type DiskLists, type DiskQuery, NO_LISTS } from '../core/document/diskLists';
import type { Log } from './handler';
import type { Machine } from './machine';

/** Lists of files and models for completion. */
export interface DiskListings {
  /** Returns the lists for a query: those of a moment ago at once, new ones when the disk has answered in time. */
  list: (uri: string, query: DiskQuery) => DiskLists | Promise<DiskLists>;
}

/** The time that a list may be used again while a value is typed, in milliseconds. */
const MAX_AGE_MS = 5000;
/** The time that an answer waits for the disk, in milliseconds. Later lists serve the next keystroke. */
const MAX_WAIT_MS = 200;
/** Lists that are kept: one for each folder that was typed recently. */
const MAX_KEPT = 20;

interface Listing {
  begun: number;
  lists: DiskLists | undefined;
  reading: Promise<DiskLists>;
}

/** Reads lists beside the requests: an answer never waits longer than a moment for a slow disk. */
export function createDiskListings(host: Machine, folders: () => readonly string[], log: Log): DiskListings {
  const kept = new Map<string, Listing>();
  const begin = (uri: string, query: DiskQuery): Listing => {
    const { scheme, fsPath } = URI.parse(uri);
    const path = scheme === 'file' ? fsPath : undefined;
    const listing: Listing = { begun: Date.now(), lists: undefined, reading: Promise.resolve(NO_LISTS) };
    listing.reading = host
      .listValues(path, folders(), query)
      .catch((error) => {
        log(`Listing files failed: ${error}`);
        return NO_LISTS;
      })
      .then((lists) => {
        listing.lists = lists;
        return lists;
      });
    return listing;
  };
  return {
    list: (uri, query) => {
      const key = JSON.stringify([uri, query]);
      const known = kept.get(key);
      const isFresh = known !== undefined && Date.now() - known.begun < MAX_AGE_MS;
      const listing = isFresh ? known : begin(uri, query);
      kept.delete(key);
      kept.set(key, listing);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return listing.lists ?? Promise.race([listing.reading, waitFor(known?.lists ?? NO_LISTS)]);
    },
  };
}

const waitFor = (lists: DiskLists): Promise<DiskLists> =>
  new Promise((resolve) => setTimeout(() => resolve(lists), MAX_WAIT_MS));
