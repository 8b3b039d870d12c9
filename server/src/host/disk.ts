import type { BigIntStats, Dirent } from 'node:fs';
import { closeSync, constants, fstatSync, lstatSync, opendirSync, openSync, readlinkSync, readSync } from 'node:fs';

// The only file of the server that touches the files of the user.

/** The identity of a file and of its content at one moment. */
export interface Stamp {
  kind: 'file' | 'folder' | 'link' | 'special';
  /** Size in bytes. Files of the kernel report any size. */
  size: number;
  /** Time of the last change, in milliseconds. */
  modified: number;
  /** Changes if another file has the name, or the file has another size or time. */
  key: string;
}

/** An entry of a folder. */
export interface FolderEntry {
  name: string;
  kind: Stamp['kind'];
}

/** The operations of the system on files. They throw the errors of Node; paths are absolute and local. */
export interface Disk {
  /** Describes a file; a symbolic link is not followed. */
  stat: (path: string) => Stamp;
  readLink: (path: string) => string;
  /** Reads a regular file that is not a symbolic link; undefined if it is special or has more bytes. */
  readFile: (path: string, maxBytes: number) => Buffer | undefined;
  /** Lists a folder, in no particular order. */
  listFolder: (path: string, maxEntries: number) => FolderEntry[];
}

/** Bytes read at once from a file that reports a smaller size than it has. */
const CHUNK_BYTES = 65_536;
/** Opening never waits for the writer of a pipe, follows no link, and claims no terminal. Windows lacks these options. */
const OPEN_FLAGS =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0) | (constants.O_NOCTTY ?? 0);

export const DISK: Disk = {
  stat: (path) => stampOf(lstatSync(path, { bigint: true })),
  readLink: (path) => readlinkSync(path),
  readFile: (path, maxBytes) => {
    const file = openSync(path, OPEN_FLAGS);
    try {
      const { kind, size } = stampOf(fstatSync(file, { bigint: true }));
      return kind === 'file' && size <= maxBytes ? readAtMost(file, maxBytes, size + 1) : undefined;
    } finally {
      closeSync(file);
    }
  },
  listFolder: (path, maxEntries) => {
    const folder = opendirSync(path, { bufferSize: 256 });
    try {
      const entries: FolderEntry[] = [];
      for (let entry = folder.readSync(); entry && entries.length < maxEntries; entry = folder.readSync())
        entries.push({ name: entry.name, kind: kindOf(entry) });
      return entries;
    } finally {
      folder.closeSync();
    }
  },
};

/** Reads an open file to its end, up to `maxBytes + 1` bytes; undefined if it has more than `maxBytes`. */
export function readAtMost(file: number, maxBytes: number, firstBytes = CHUNK_BYTES): Buffer | undefined {
  const chunks: Buffer[] = [];
  let length = 0;
  for (let next = firstBytes; length <= maxBytes; next = CHUNK_BYTES) {
    const chunk = Buffer.allocUnsafe(Math.min(next, maxBytes + 1 - length));
    const count = readSync(file, chunk);
    if (count === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return undefined;
}

const stampOf = (stats: BigIntStats): Stamp => ({
  kind: kindOf(stats),
  size: Number(stats.size),
  modified: Number(stats.mtimeMs),
  key: [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' '),
});

function kindOf(entry: BigIntStats | Dirent): Stamp['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}
