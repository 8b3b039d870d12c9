import { DISK, type Disk, type Stamp } from '../../server/src/host/disk';

/** A disk that records what is touched. */
export interface RecordingDisk extends Disk {
  touched: string[];
  /** Number of files that were opened, and of their bytes. */
  opened: () => { files: number; bytes: number };
}

/** The real disk. */
export function recordDisk(disk: Disk = DISK): RecordingDisk {
  const touched: string[] = [];
  const sizes: number[] = [];
  const record = <A extends [string, ...unknown[]], R>(operation: (...args: A) => R) => {
    return (...args: A): R => {
      touched.push(args[0]);
      return operation(...args);
    };
  };
  return {
    touched,
    opened: () => ({ files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }),
    stat: record(disk.stat),
    readLink: record(disk.readLink),
    listFolder: record(disk.listFolder),
    readFile: record((path: string, maxBytes: number) => {
      const bytes = disk.readFile(path, maxBytes);
      sizes.push(bytes?.length ?? 0);
      return bytes;
    }),
  };
}

/** A disk of texts and symbolic links (`-> target`) by path, for the path rules of any platform. */
export function createFakeDisk(files: Readonly<Record<string, string>>, separator: string): Disk {
  const paths = Object.keys(files);
  const isFolder = (path: string): boolean =>
    paths.some((file) => file.startsWith(path.endsWith(separator) ? path : path + separator));
  const kindOf = (path: string): Stamp['kind'] => {
    const text = files[path];
    if (text !== undefined) return text.startsWith('-> ') ? 'link' : 'file';
    if (isFolder(path)) return 'folder';
    throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  };
  return {
    stat: (path) => ({ kind: kindOf(path), size: files[path]?.length ?? 0, modified: 0, key: path }),
    readLink: (path) => (files[path] ?? '').slice(3),
    readFile: (path) => Buffer.from(files[path] ?? ''),
    listFolder: (path) => {
      const inside = paths.filter((file) => file.startsWith(path + separator));
      const names = new Set(inside.map((file) => file.slice(path.length + 1).split(separator)[0] ?? ''));
      return [...names].map((name) => ({ name, kind: kindOf(path + separator + name) }));
    },
  };
}
