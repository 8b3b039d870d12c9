import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Neighbour } from '../core/document/document';

/** Reads the texts around a document from disk. Everything is bounded: a folder of data must not cost anything. */

const MOST_BYTES = 300_000;
const MOST_FILES = 60;

/** The text of a small file, undefined where there is none. */
export function readSmall(path: string, most = MOST_BYTES): string | undefined {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= most ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The config files that a script names, looked for beside the script and in the folders above, up to `top`. */
export function readNamed(
  script: string,
  names: readonly string[],
  top: string | undefined,
): (Neighbour & { path: string })[] {
  return names.flatMap((name) => {
    for (const folder of foldersUp(dirname(script), top)) {
      const path = isAbsolute(name) ? name : join(folder, name);
      const text = readSmall(path);
      if (text !== undefined) return [{ name, text, path }];
    }
    return [];
  });
}

/** The folder itself and those above it. Without `top`, two steps are enough for what scripts do. */
export function foldersUp(folder: string, top: string | undefined): string[] {
  const folders = [folder];
  for (let at = folder; folders.length < 6 && at !== top && dirname(at) !== at; at = dirname(at))
    folders.push(dirname(at));
  return top === undefined ? folders.slice(0, 3) : folders;
}

/** The scripts beside a config file, and in the folder above it, that mention its name. */
export function readMentioning(
  file: string,
  name: string,
  endings: readonly string[],
): (Neighbour & { path: string })[] {
  return [dirname(file), dirname(dirname(file))].flatMap((folder) =>
    entriesIn(folder)
      .filter((entry) => endings.some((ending) => entry.endsWith(ending)))
      .slice(0, MOST_FILES)
      .flatMap((entry) => {
        const path = join(folder, entry);
        const text = readSmall(path);
        return text?.includes(name) ? [{ name: entry, text, path }] : [];
      }),
  );
}

/** The names in a folder, in a stable order; none where it cannot be read. */
export function entriesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
