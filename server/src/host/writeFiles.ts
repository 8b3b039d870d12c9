import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { WriteError } from './writeError';

/**
 * Writes files for the command line and the extension. A text is written to a new file next to its destination, which is
 * then renamed: a reader sees the old text or the new one, and a failure leaves the old one.
 */

/** Windows has no such flag, and creates symlinks for administrators only. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

const CREATE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;

/**
 * Writes a file that only the user may read, unless the mode says more. A symlink at its path is replaced, and its
 * destination is left alone. A device, pipe or socket is no file that could be replaced, such as `/dev/stdout`.
 */
export function writePrivateFile(path: string, text: string, mode: 0o600 | 0o700 | 0o644 = 0o600): void {
  reportErrors(path, () => {
    if (isSpecial(path))
      throw new WriteError(`${path} was not written: it is a device, pipe or socket, or among those. Name a file.`);
    replaceAtomically(path, text, (file) => fchmodSync(file, mode));
  });
}

/** Folders whose entries the system makes. */
const SYSTEM_FOLDER = /^\/(?:dev(?!\/shm(?:\/|$))|proc|sys)(?:\/|$)/;

/** Whether a path leads to something else than a file or a folder, or into a folder of the system. */
function isSpecial(path: string): boolean {
  if (exists(dirname(path)) && SYSTEM_FOLDER.test(realpathSync(dirname(path)))) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

/**
 * Creates a folder that only the user may access, with the folders above it. A symlink in its name, below the current
 * folder, could lead anywhere and is refused. An existing folder of the program loses the access of others.
 */
export function createPrivateFolder(path: string, owner: 'user' | 'program' = 'user'): void {
  reportErrors(path, () => {
    const expected = isAbsolute(path) ? resolve(path) : resolve(realpathSync('.'), path);
    const nearest = findNearestExisting(expected);
    // The user knows the folders above an absolute path, but a relative one may begin with a symlink of the project.
    const isLink = isAbsolute(path)
      ? nearest === expected && lstatSync(nearest).isSymbolicLink()
      : realpathSync(nearest) !== nearest;
    if (isLink)
      throw new WriteError(`Nothing was written to ${path}: it is a symlink or below one. Name the folder itself.`);
    if (!statSync(nearest).isDirectory())
      throw new WriteError(`Nothing was written to ${path}: ${nearest} is not a folder. Name another folder.`);
    mkdirSync(expected, { recursive: true, mode: 0o700 });
    if (owner === 'program') chmodSync(expected, 0o700);
  });
}

const findNearestExisting = (path: string): string => (exists(path) ? path : findNearestExisting(dirname(path)));

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Replaces the text of a file of the user, and keeps its owner and mode. The file must still contain the text that was
 * read, and it must be in `folder` or below: a symlink that leads elsewhere is refused.
 */
export function replaceFileText(path: string, folder: string, before: string, after: string): void {
  reportErrors(path, () => {
    const realPath = realpathSync(path);
    if (!isBelow(realPath, realpathSync(folder))) {
      const advice = 'Name the file itself if it should be changed.';
      throw new WriteError(`${path} was not changed: it leads to ${realPath}, outside of ${folder}. ${advice}`);
    }
    accessSync(realPath, constants.W_OK);
    const stat = checkText(path, realPath, before);
    replaceAtomically(realPath, after, (file) => copyOwnerAndMode(path, file, stat));
  });
}

function isBelow(path: string, folder: string): boolean {
  const name = relative(folder, path);
  return name !== '' && name !== '..' && !/^\.\.[\\/]/.test(name) && !isAbsolute(name);
}

/** Compares the file with the text that was read from it. A file in another encoding would be damaged. */
function checkText(path: string, realPath: string, before: string): Stats {
  const file = openSync(realPath, constants.O_RDONLY | constants.O_NONBLOCK | NO_FOLLOW);
  try {
    const stat = fstatSync(file);
    const expected = Buffer.from(before);
    const isSame = stat.isFile() && stat.size === expected.length && expected.equals(readFileSync(file));
    if (isSame) return stat;
    throw new WriteError(
      `${path} was not changed: it is not UTF-8, or another program has just changed it. Convert it, or try again.`,
    );
  } finally {
    closeSync(file);
  }
}

function copyOwnerAndMode(path: string, file: number, { uid, gid, mode }: Stats): void {
  const own = fstatSync(file);
  try {
    if (own.uid !== uid || own.gid !== gid) fchownSync(file, uid, gid);
  } catch {
    throw new WriteError(
      `${path} was not changed: it belongs to another user or group, and would not afterwards. Ask its owner, or change a copy.`,
    );
  }
  fchmodSync(file, mode & 0o7777);
}

/** Writes a new file next to `path` and renames it. `prepare` sets its owner and mode before it gets its text. */
function replaceAtomically(path: string, text: string, prepare: (file: number) => void): void {
  const temporaryPath = join(dirname(path), `.preflight-${randomBytes(8).toString('hex')}.tmp`);
  const file = openSync(temporaryPath, CREATE_NEW, 0o600);
  try {
    try {
      prepare(file);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporaryPath, path);
  } catch (error) {
    rmSync(temporaryPath, { force: true });
    throw error;
  }
}

const REASONS: Readonly<Record<string, readonly [why: string, advice: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space and try again.'],
  EDQUOT: ['your disk quota is used up', 'Free some space and try again.'],
  EFBIG: ['it would exceed the size that files may have here', 'Raise the limit (ulimit -f) and try again.'],
  EACCES: ['permission denied', 'Change the permissions of the file and of its folder, or use a copy.'],
  EPERM: ['permission denied', 'Change the permissions of the file and of its folder, or use a copy.'],
  EROFS: ['its file system is read-only', 'Use a copy elsewhere.'],
  ENOENT: ['its folder does not exist', 'Create the folder first.'],
  ENOTDIR: ['a part of its path is a file', 'Use another path.'],
  EEXIST: ['a part of its path is a file', 'Use another path.'],
  EISDIR: ['it is a folder', 'Use another name.'],
  ELOOP: ['it is a symlink', 'Name the file itself.'],
};

/** Converts the errors of the file system to sentences. */
function reportErrors(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof WriteError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    const [why, advice] = REASONS[code] ?? [message, 'Check the path and try again.'];
    throw new WriteError(`${path} was not written, and nothing was changed: ${why}. ${advice}`);
  }
}
