import type { PlatformPath } from 'node:path';
import type { ArgumentTree } from '../core/catalog/argumentTree';
import { ARGUMENT_PATHS, readArguments } from '../core/catalog/readArguments';
import type { FileText, Search } from './fileReader';

/** Reads the argument classes of the package or checkout in a folder, which holds `swift/`; undefined if they cannot be read. */
export type ReadTree = (search: Search, folder: string, version: string) => ArgumentTree | undefined;

/** Modules that are read in addition, where the classes of the known folders extend their classes. */
const MAX_ROUNDS = 5;
/** Files of one folder. A release has up to 15. */
const MAX_FILES_PER_FOLDER = 40;
/** Trees that are kept. */
const MAX_TREES = 8;

/** Creates the function that reads trees, each again only after one of its files has changed. */
export function createReadTree(path: PlatformPath): ReadTree {
  const cached = new Map<string, { files: readonly FileText[]; tree: ArgumentTree | undefined }>();
  return (search, folder, version) => {
    const known = cached.get(folder);
    const files = new Map<string, FileText>();
    for (const each of ARGUMENT_PATHS) addFiles(search, path, folder, each, files);
    const isUnchanged =
      known?.tree?.version === version && [...files.values()].every((file) => known.files.includes(file));
    if (known && isUnchanged && known.files.every((file) => isCurrent(search, file))) return known.tree;
    const tree = readFollowingImports(search, path, folder, version, files);
    cached.delete(folder);
    cached.set(folder, { files: [...files.values()], tree });
    for (const oldest of cached.keys()) if (cached.size > MAX_TREES) cached.delete(oldest);
    return tree;
  };
}

/** Whether a file still has the text that was read. */
const isCurrent = (search: Search, file: FileText): boolean => search.readText(file.path) === file;

/** Reads the modules that the classes need, until all of them are there. */
function readFollowingImports(
  search: Search,
  path: PlatformPath,
  folder: string,
  version: string,
  files: Map<string, FileText>,
): ArgumentTree | undefined {
  let tree: ArgumentTree | undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const texts = new Map([...files].map(([name, file]) => [name, file.text]));
    const read = readArguments(texts, version);
    tree = read?.tree;
    if (!read || read.missing.length === 0) return tree;
    for (const module of read.missing) {
      addFiles(search, path, folder, `${module}.py`, files);
      addFiles(search, path, folder, module, files);
    }
    if (files.size === texts.size) return tree;
  }
  return tree;
}

/** Adds a file, or the Python files of a folder, under their paths from `folder` with slashes. */
function addFiles(
  search: Search,
  path: PlatformPath,
  folder: string,
  name: string,
  files: Map<string, FileText>,
): void {
  const full = path.join(folder, ...name.split('/'));
  if (name.endsWith('.py')) {
    const file = search.readText(full);
    if (file) files.set(name, file);
    return;
  }
  const names = search.list(full).flatMap((entry) => (entry.name.endsWith('.py') ? [entry.name] : []));
  for (const each of names.slice(0, MAX_FILES_PER_FOLDER)) addFiles(search, path, folder, `${name}/${each}`, files);
}
