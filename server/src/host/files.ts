import type { PlatformPath } from 'node:path';
import type { Neighbor } from '../core/document/document';
import type { FileReader, FileText } from './fileReader';

// Reads the texts around a document from disk. Everything is bounded, so that a folder of data costs nothing.

/** A text around a document, with its path on disk. */
export type FoundNeighbor = Neighbor & { path: string };

export interface NeighborReader {
  /** Reads the config files that a script names, next to the script or in the folders above. */
  readNamedFiles: (script: string, names: readonly string[], workspace: readonly string[]) => FoundNeighbor[];
  /** Reads the scripts next to a config file, and in the folder above it, that mention its name. */
  readMentioningScripts: (
    file: string,
    name: string,
    extensions: readonly string[],
    workspace: readonly string[],
  ) => FoundNeighbor[];
}

/** Limit of the texts around one document, in bytes; each of them is parsed. */
const MAX_NEIGHBOR_BYTES = 600_000;
/** Scripts read per folder. */
const MAX_SCRIPTS = 60;

export function createNeighborReader(reader: FileReader): NeighborReader {
  const { path } = reader;
  const toNeighbor = createToNeighbor();
  return {
    readNamedFiles: (script, names, workspace) => {
      const search = reader.begin(path.dirname(script), workspace);
      const folders = listParentFolders(path.dirname(script), undefined, path);
      let bytesLeft = MAX_NEIGHBOR_BYTES;
      return [...new Set(names)].flatMap((name) => {
        for (const folder of folders) {
          const file = path.isAbsolute(name) ? name : path.join(folder, name);
          const found = search.readText(file);
          if (!found) continue;
          // A file that is named in several ways is parsed for each.
          bytesLeft -= found.text.length;
          return bytesLeft < 0 ? [] : [toNeighbor(found, name, file)];
        }
        return [];
      });
    },
    readMentioningScripts: (file, name, extensions, workspace) => {
      const folder = path.dirname(file);
      const search = reader.begin(folder, workspace, { bytes: MAX_NEIGHBOR_BYTES });
      const scripts = [folder, path.dirname(folder)].flatMap((parent) =>
        search
          .list(parent)
          .filter((entry) => extensions.some((extension) => entry.name.endsWith(extension)))
          .slice(0, MAX_SCRIPTS)
          .map((entry) => ({ name: entry.name, path: path.join(parent, entry.name) })),
      );
      // The smallest ones are read first, so that a few large ones do not use up the budget.
      const bySize = scripts
        .map((script) => ({ ...script, size: search.stat(script.path)?.size ?? 0 }))
        .sort((a, b) => a.size - b.size);
      const texts = new Map(bySize.map((script) => [script.path, search.readText(script.path)]));
      return scripts.flatMap((script) => {
        const found = texts.get(script.path);
        return found?.text.includes(name) ? [toNeighbor(found, script.name, script.path)] : [];
      });
    },
  };
}

/** Creates the function that returns the same neighbor for the same text, so that it is parsed once. */
function createToNeighbor(): (file: FileText, name: string, path: string) => FoundNeighbor {
  const known = new WeakMap<FileText, FoundNeighbor[]>();
  return (file, name, path) => {
    const neighbors = known.get(file) ?? [];
    known.set(file, neighbors);
    const neighbor = neighbors.find((each) => each.name === name && each.path === path);
    if (neighbor) return neighbor;
    const created = { name, text: file.text, path };
    neighbors.push(created);
    return created;
  };
}

/** The folder itself and those above it. Without `top`, two levels up suffice for real scripts. */
export function listParentFolders(folder: string, top: string | undefined, { dirname }: PlatformPath): string[] {
  const folders = [folder];
  for (
    let current = folder;
    folders.length < 6 && current !== top && dirname(current) !== current;
    current = dirname(current)
  )
    folders.push(dirname(current));
  return top === undefined ? folders.slice(0, 3) : folders;
}
