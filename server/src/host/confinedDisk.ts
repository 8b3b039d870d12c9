import type { PlatformPath } from 'node:path';
import type { Disk } from './disk';

/**
 * Creates a disk of which only some folders and all below them exist; everything else is denied, and the system is not
 * asked about it. The folders are real paths, and so is each path that a resolver asks for: a symbolic link or `..` that
 * leads elsewhere is denied where it leads.
 */
export function confineDisk(disk: Disk, roots: readonly string[], path: PlatformPath): Disk {
  const folders = roots.map((root) => addSeparator(foldDrive(root, path), path));
  const isInside = (file: string): boolean =>
    folders.some((folder) => addSeparator(foldDrive(file, path), path).startsWith(folder));
  /** A folder above an allowed one is a step on the way to it. */
  const isAbove = (file: string): boolean =>
    folders.some((folder) => folder.startsWith(addSeparator(foldDrive(file, path), path)));
  const guard =
    <P extends unknown[], R>(operation: (file: string, ...rest: P) => R, isAllowed = isInside) =>
    (file: string, ...rest: P): R => {
      if (!isAllowed(file)) throw createDenial(file);
      return operation(file, ...rest);
    };
  return {
    stat: guard(disk.stat, (file) => isInside(file) || isAbove(file)),
    readLink: guard(disk.readLink),
    readFile: guard(disk.readFile),
    listFolder: guard(disk.listFolder),
  };
}

const addSeparator = (folder: string, { sep }: PlatformPath): string => (folder.endsWith(sep) ? folder : folder + sep);

/** The letter of a drive has two spellings. */
const foldDrive = (file: string, { sep }: PlatformPath): string =>
  sep === '\\' ? file.replace(/^[A-Z]:/, (drive) => drive.toLowerCase()) : file;

const createDenial = (file: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`EACCES: ${file}`), { code: 'EACCES' });
