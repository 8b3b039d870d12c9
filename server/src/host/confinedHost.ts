import { homedir } from 'node:os';
import nodePath, { type PlatformPath } from 'node:path';
import type { Machine } from '../lsp/machine';
import { confineDisk } from './confinedDisk';
import { DISK, type Disk } from './disk';
import { environmentPrefixOf, listActiveEnvironments, listEditableCheckouts } from './environment';
import { createFileReader, type FileReader } from './fileReader';
import { createHostOf } from './machine';
import { huggingFaceHubOf, listModelScopeRoots, type Variables } from './modelCaches';
import { createResolver } from './resolvePath';

/** The files that a host may read: those of the workspace, and what belongs to the machine. */
export interface Confinement {
  /** The folders of the workspace. */
  roots: readonly string[];
  /** Interpreters and environments that the user selected in the editor. */
  interpreters?: readonly string[];
  variables?: Variables;
  home?: string;
  disk?: Disk;
}

/**
 * Creates a host that reads nothing outside the workspace, whatever a text or an argument names: besides it, only the
 * caches of models and the packages of the active environments, each for its own question. A checkout that is installed
 * there as editable is such a package.
 */
export function createConfinedHost({
  roots,
  interpreters = [],
  variables = process.env,
  home = homedir(),
  disk = DISK,
}: Confinement): { reader: FileReader; host: Machine } {
  const path = nodePath;
  const findReal = createFindRealFolders(disk, path, roots);
  const realRoots = findReal(roots);
  const createReader = (others: readonly string[]): FileReader =>
    createFileReader(confineDisk(disk, [...realRoots, ...findReal(others)], path), path);
  const reader = createReader([]);
  const caches = [huggingFaceHubOf(variables, home, path), ...listModelScopeRoots(variables, home, path)];
  const environments = [
    ...listActiveEnvironments(variables),
    ...interpreters.map((each) => environmentPrefixOf(each, path)),
  ];
  const packages = environments.flatMap((prefix) => ['lib', 'Lib'].map((name) => path.join(prefix, name)));
  const checkouts = listEditableCheckouts(createReader(packages), environments);
  const releases = createReader([...packages, ...checkouts.map((checkout) => path.join(checkout, 'swift'))]);
  return {
    reader,
    host: createHostOf({ texts: reader, models: createReader(caches), releases }, variables, home),
  };
}

/** Creates the function that finds the real paths of folders. Those on another machine are left out, unless a root is there. */
function createFindRealFolders(disk: Disk, path: PlatformPath, roots: readonly string[]) {
  const resolver = createResolver(disk, path, roots);
  return (folders: readonly string[]): string[] =>
    folders.flatMap((folder) => {
      const place = resolver.resolve(path.resolve(folder));
      // A cache may be created later.
      if (place === 'missing') return [path.resolve(folder)];
      return typeof place === 'string' || place.stamp.kind !== 'folder' ? [] : [place.path];
    });
}
