import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Neighbor } from '../core/document/document';

// Reads the texts around a document from disk. Everything is bounded, so that a folder of data costs nothing.

const MAX_BYTES = 300_000;
/** Scripts read per folder. */
const MAX_SCRIPTS = 60;

/** The text of a small file; undefined if there is none. */
export function readSmallFile(path: string, maxBytes = MAX_BYTES): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= maxBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the config files that a script names, next to the script or in the folders above, up to `top`. */
export function readNamedFiles(
  script: string,
  names: readonly string[],
  top: string | undefined,
): (Neighbor & { path: string })[] {
  return names.flatMap((name) => {
    for (const folder of listParentFolders(dirname(script), top)) {
      const path = isAbsolute(name) ? name : join(folder, name);
      const text = readSmallFile(path);
      if (text !== undefined) return [{ name, text, path }];
    }
    return [];
  });
}

/** The folder itself and those above it. Without `top`, two levels up suffice for real scripts. */
export function listParentFolders(folder: string, top: string | undefined): string[] {
  const folders = [folder];
  for (
    let current = folder;
    folders.length < 6 && current !== top && dirname(current) !== current;
    current = dirname(current)
  )
    folders.push(dirname(current));
  return top === undefined ? folders.slice(0, 3) : folders;
}

/** Reads the scripts next to a config file, and in the folder above it, that mention its name. */
export function readMentioningScripts(
  file: string,
  name: string,
  extensions: readonly string[],
): (Neighbor & { path: string })[] {
  return [dirname(file), dirname(dirname(file))].flatMap((folder) =>
    listEntries(folder)
      .filter((entry) => extensions.some((extension) => entry.endsWith(extension)))
      .slice(0, MAX_SCRIPTS)
      .flatMap((entry) => {
        const path = join(folder, entry);
        const text = readSmallFile(path);
        return text?.includes(name) ? [{ name: entry, text, path }] : [];
      }),
  );
}

/** The names in a folder, in a stable order; none if it cannot be read. */
export function listEntries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
