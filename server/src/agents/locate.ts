import type { PlatformPath } from 'node:path';
import { UsageError } from '../cli/usageError';
import { isDevicePath, shareOf } from '../host/networkPaths';

/** A file or folder of the workspace, which need not exist. */
export interface WorkspaceFile {
  /** Its name in answers: the path from the root, which begins with the name of the root if there are several. */
  name: string;
  path: string;
  /** The folder of the workspace that holds it. */
  root: string;
}

/** Finds files of the workspace by the paths in arguments and answers. */
interface Locator {
  /** Finds the file that an argument names. Refuses a path that is outside by its text, without asking the system. */
  locate: (path: string) => WorkspaceFile;
  /** Describes an absolute path below a root; undefined if it is outside. */
  toFile: (root: string, path: string) => WorkspaceFile | undefined;
}

/** Limit of a path, in characters. */
const MAX_PATH_LENGTH = 4096;

/** Creates a locator. `exists` decides between several roots. */
export function createLocator(
  roots: readonly string[],
  platform: PlatformPath,
  exists: (path: string) => boolean,
): Locator {
  const { sep, basename, isAbsolute, join, relative, resolve } = platform;
  const toFile = (root: string, path: string): WorkspaceFile | undefined => {
    const inside = relative(root, path) || '.';
    if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) || isDevicePath(path, platform))
      return undefined;
    return { name: roots.length > 1 ? join(basename(root), inside) : inside, path, root };
  };
  /** In an editor with several folders, paths begin with the name of one. */
  const listSpellings = (root: string, path: string): string[] => {
    const [first = '', ...rest] = path.split(/[\\/]/);
    return roots.length > 1 && first === basename(root) ? [path, rest.join(sep) || '.'] : [path];
  };
  return {
    toFile,
    locate: (path) => {
      if (path.includes('\0') || path.length > MAX_PATH_LENGTH) throw new UsageError('the path is not that of a file');
      const share = shareOf(path, platform);
      const files = roots
        .filter((root) => share === undefined || share === shareOf(root, platform))
        .flatMap((root) => listSpellings(root, path).flatMap((name) => toFile(root, resolve(root, name)) ?? []));
      const file = files.find((each) => exists(each.path)) ?? files[0];
      if (file) return file;
      throw new UsageError(`${path} is outside the workspace; name a file below its folder, by a path from there`);
    },
  };
}
