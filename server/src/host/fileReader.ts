import nodePath, { type PlatformPath } from 'node:path';
import { DISK, type Disk, type FolderEntry, type Stamp } from './disk';
import { createResolver, type FileProblem, type Place, problemOf } from './resolvePath';

// The reader of all files of the user: whatever the server reads goes through it.

/** The text of a file. The same object is returned until the file changes. */
export interface FileText {
  path: string;
  text: string;
}

/** The limits of one question, such as the search for the release of a document. */
export interface Budget {
  /** Paths that are looked up. */
  paths: number;
  /** Bytes of all files. */
  bytes: number;
  /** Entries of one folder. */
  entries: number;
}

/** One question that is answered from files. Each path is read once, and nothing after its budget is used up. */
export interface Search {
  read: (path: string, maxBytes?: number) => FileText | FileProblem;
  /** The text of a small regular file; undefined if there is none. */
  readText: (path: string, maxBytes?: number) => FileText | undefined;
  /** Describes a file or folder, after symbolic links; undefined if there is none. */
  stat: (path: string) => Stamp | undefined;
  /** The path of a file or folder after symbolic links; undefined if there is none. */
  realPath: (path: string) => string | undefined;
  readFolder: (folder: string) => readonly FolderEntry[] | FileProblem;
  /** The entries of a folder in a stable order; none if it cannot be read. */
  list: (folder: string) => readonly FolderEntry[];
}

export interface FileReader {
  /** The rules of the platform for paths. */
  path: PlatformPath;
  /**
   * Begins a question about a file in a folder. A share on another machine is touched only if a folder of the workspace
   * lies on it; nothing is touched if the file itself lies on another share.
   */
  begin: (folder: string | undefined, workspace: readonly string[], budget?: Partial<Budget>) => Search;
}

/** Limit of a file, in bytes: configs, scripts and lists of requirements are far smaller. */
export const MAX_FILE_BYTES = 300_000;
const BUDGET: Budget = { paths: 1000, bytes: 8_000_000, entries: 10_000 };
/** Limit of the texts that are kept, in characters. */
const MAX_CACHED_LENGTH = 16_000_000;
/** A file that changed so recently may change again without a newer time, in milliseconds. */
const MIN_AGE_MS = 100;

export function createFileReader(disk: Disk = DISK, path: PlatformPath = nodePath): FileReader {
  const readFile = createCachedRead(disk);
  return {
    path,
    begin: (folder, workspace, limits) => {
      const left = { ...BUDGET, ...limits };
      const resolver = createResolver(disk, path, workspace);
      const isClosed = folder !== undefined && !resolver.isAllowed(folder);
      const resolve = (wanted: string): Place | FileProblem => {
        if (isClosed) return 'network';
        return left.paths-- > 0 ? resolver.resolve(wanted) : 'budget';
      };
      const read = memoize((wanted: string, maxBytes: number): FileText | FileProblem => {
        const place = resolve(wanted);
        if (typeof place === 'string') return place;
        const { kind, size } = place.stamp;
        if (kind !== 'file') return kind === 'folder' ? 'folder' : 'special';
        if (size > maxBytes) return 'large';
        if (size > left.bytes) return 'budget';
        const found = readFile(place, Math.min(maxBytes, left.bytes));
        if (typeof found !== 'string') left.bytes -= found.text.length;
        return found;
      });
      const find = memoize((wanted: string) => resolve(wanted));
      const list = memoize((wanted: string): readonly FolderEntry[] | FileProblem => {
        const place = resolve(wanted);
        if (typeof place === 'string') return place;
        return place.stamp.kind === 'folder' ? listFolder(disk, place, left.entries) : 'unreadable';
      });
      const readUpTo = (wanted: string, maxBytes = MAX_FILE_BYTES): FileText | FileProblem => read(wanted, maxBytes);
      return {
        read: readUpTo,
        readText: (wanted, maxBytes) => {
          const found = readUpTo(wanted, maxBytes);
          return typeof found === 'string' ? undefined : found;
        },
        stat: (wanted) => {
          const place = find(wanted, 0);
          return typeof place === 'string' ? undefined : place.stamp;
        },
        realPath: (wanted) => {
          const place = find(wanted, 0);
          return typeof place === 'string' ? undefined : place.path;
        },
        readFolder: (wanted) => list(wanted, 0),
        list: (wanted) => {
          const entries = list(wanted, 0);
          return typeof entries === 'string' ? [] : entries;
        },
      };
    },
  };
}

/** Remembers the results of a function of a path. */
function memoize<R>(compute: (path: string, limit: number) => R): (path: string, limit: number) => R {
  const known = new Map<string, { result: R }>();
  return (path, limit) => {
    const key = `${limit} ${path}`;
    const entry = known.get(key) ?? { result: compute(path, limit) };
    known.set(key, entry);
    return entry.result;
  };
}

function listFolder(disk: Disk, { path }: Place, maxEntries: number): readonly FolderEntry[] | FileProblem {
  try {
    return disk.listFolder(path, maxEntries).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return problemOf(error);
  }
}

/** Creates the function that reads a file, unless it was read and has not changed. */
function createCachedRead(disk: Disk): (place: Place, maxBytes: number) => FileText | FileProblem {
  const cached = new Map<string, { key: string; file: FileText }>();
  let cachedLength = 0;
  const forget = (path: string): void => {
    cachedLength -= cached.get(path)?.file.text.length ?? 0;
    cached.delete(path);
  };
  const keep = (path: string, key: string, file: FileText): void => {
    forget(path);
    cached.set(path, { key, file });
    cachedLength += file.text.length;
    for (const oldest of cached.keys()) {
      if (cachedLength <= MAX_CACHED_LENGTH) break;
      forget(oldest);
    }
  };
  return ({ path, stamp }, maxBytes) => {
    const known = cached.get(path);
    const isRecent = Math.abs(Date.now() - stamp.modified) < MIN_AGE_MS;
    if (known?.key === stamp.key && !isRecent) return known.file;
    try {
      const text = disk.readFile(path, maxBytes)?.toString('utf8');
      if (text === undefined) return 'large';
      const file = known?.file.text === text ? known.file : { path, text };
      keep(path, stamp.key, file);
      return file;
    } catch (error) {
      return problemOf(error);
    }
  };
}
