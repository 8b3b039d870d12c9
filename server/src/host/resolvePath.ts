import type { PlatformPath } from 'node:path';
import type { Disk, Stamp } from './disk';
import { isDevicePath, shareOf } from './networkPaths';

/** A file or folder at its real path, which contains no symbolic link. */
export interface Place {
  path: string;
  stamp: Stamp;
}

/** The reason for which a file is not read. */
export type FileProblem = 'missing' | 'denied' | 'folder' | 'special' | 'large' | 'network' | 'budget' | 'unreadable';

/** Finds real paths, step by step: each step is checked before it is touched. */
export interface Resolver {
  /** Whether a path, by its text, lies on this machine or on a share of the workspace. */
  isAllowed: (path: string) => boolean;
  resolve: (path: string) => Place | FileProblem;
}

/** Limit of symbolic links in one path, as in Linux. */
const MAX_LINKS = 40;

/** Creates a resolver that touches a share only if a folder of the workspace lies on it. */
export function createResolver(disk: Disk, platform: PlatformPath, workspace: readonly string[]): Resolver {
  let shares: ReadonlySet<string> | undefined;
  const isAllowedShare = (share: string | undefined): boolean => {
    if (share === undefined) return true;
    shares ??= findShares(disk, platform, workspace);
    return shares.has(share);
  };
  const isAllowed = (path: string): boolean => !isDevicePath(path, platform) && isAllowedShare(shareOf(path, platform));
  const walk = createWalk(disk, platform, isAllowed);
  return {
    isAllowed,
    resolve: (path) => {
      // The text of a path may lose its host when it is normalized.
      if (!isAllowed(path)) return 'network';
      return walk(platform.resolve(path));
    },
  };
}

/** The shares on which the folders of the workspace lie, by their names and after symbolic links. */
function findShares(disk: Disk, platform: PlatformPath, workspace: readonly string[]): ReadonlySet<string> {
  const walk = createWalk(disk, platform, (path) => !isDevicePath(path, platform));
  const paths = workspace.flatMap((folder) => {
    const place = walk(platform.resolve(folder));
    return [folder, platform.resolve(folder), ...(typeof place === 'string' ? [] : [place.path])];
  });
  return new Set(paths.flatMap((path) => shareOf(path, platform) ?? []));
}

/** Creates the function that follows a normalized absolute path. Folders are remembered, since many files share them. */
function createWalk(
  disk: Disk,
  platform: PlatformPath,
  isAllowed: (path: string) => boolean,
): (path: string) => Place | FileProblem {
  const folders = new Map<string, Place | FileProblem>();
  let links = 0;
  const step = (folder: string, name: string): Place | FileProblem => {
    const path = platform.join(folder, name);
    if (!isAllowed(path)) return 'network';
    try {
      const stamp = disk.stat(path);
      if (stamp.kind !== 'link') return { path, stamp };
      if (++links > MAX_LINKS) return 'unreadable';
      const target = disk.readLink(path);
      return follow(platform.isAbsolute(target) ? target : folder + platform.sep + target);
    } catch (error) {
      return problemOf(error);
    }
  };
  /** Follows a path that may contain `..`, which leads to the folder above the real one. */
  const follow = (path: string): Place | FileProblem => {
    const { root } = platform.parse(path);
    if (!isAllowed(path) || !isAllowed(root)) return 'network';
    let place: Place | FileProblem = { path: root, stamp: ROOT };
    for (const name of path.slice(root.length).split(platform.sep === '/' ? '/' : /[\\/]/)) {
      if (name === '' || name === '.') continue;
      if (typeof place === 'string') return place;
      if (name === '..') place = { path: platform.dirname(place.path), stamp: ROOT };
      else place = place.stamp.kind === 'folder' ? step(place.path, name) : 'missing';
    }
    return place;
  };
  return (path) => {
    links = 0;
    const parent = platform.dirname(path);
    if (parent === path) return follow(path);
    const folder = folders.get(parent) ?? follow(parent);
    folders.set(parent, folder);
    if (typeof folder === 'string') return folder;
    return folder.stamp.kind === 'folder' ? step(folder.path, platform.basename(path)) : 'missing';
  };
}

/** The stamp of a folder that is known to exist. */
const ROOT: Stamp = { kind: 'folder', size: 0, modified: 0, key: '' };

/** Translates an error of the system. */
export function problemOf(error: unknown): FileProblem {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreadable';
}
