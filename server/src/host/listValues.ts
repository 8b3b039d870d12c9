import { homedir } from 'node:os';
import type { PlatformPath } from 'node:path';
import type { DiskLists, DiskQuery } from '../core/document/diskLists';
import type { FileReader, Search } from './fileReader';
import { huggingFaceHubOf, type Variables } from './modelCaches';

/**
 * Lists files, folders, checkpoints and cached models for completion. Each folder is read in a turn of its own, so that
 * no request waits for more than one of them.
 */
export type ListValues = (
  script: string | undefined,
  workspace: readonly string[],
  query: DiskQuery,
) => Promise<DiskLists>;

/** Limits of one question: entries of a folder, folders searched for checkpoints, and their depth. */
const MAX_ENTRIES = 1000;
const MAX_PATHS = 4000;
const MAX_SEARCHED_FOLDERS = 300;
const MAX_DEPTH = 4;
/** Names of one kind that are returned. */
const MAX_NAMES = 500;

/** Files that mark a checkpoint in Megatron's format, and an adapter. */
const CHECKPOINT_FILES = new Set(['latest_checkpointed_iteration.txt', 'adapter_config.json']);
/** Folders without checkpoints and with many files. */
const SKIPPED_FOLDER = /^(?:\.|node_modules$|__pycache__$|venv$|site-packages$)/;

/** The name of an owner or a model on a hub. */
const NAME = /^\w[\w.-]*$/;

/** The search and the folder in which it begins. */
interface Walk {
  search: Search;
  path: PlatformPath;
}

/** Lets other requests go first. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createListValues(
  reader: FileReader,
  environment: Variables = process.env,
  home = homedir(),
): ListValues {
  const { path } = reader;
  return async (script, workspace, query) => {
    await nextTurn();
    const own = script === undefined ? [] : [path.dirname(script)];
    const search = reader.begin(own[0], workspace, { paths: MAX_PATHS, entries: MAX_ENTRIES });
    const walk = { search, path };
    const bases = [...new Set([...own, ...workspace])].map((base) => path.join(base, '.'));
    const roots = listRoots(query.folder, bases, path, home);
    const names = await listNames(walk, roots, query);
    return {
      ...names,
      checkpoints: query.checkpoints ? await findCheckpoints(walk, roots, query.folder) : [],
      models: query.models ? await listCachedModels(walk, environment, home) : [],
    };
  };
}

/** The folders that the typed folder may be: relative to the script or the workspace, absolute, or in the home folder. */
function listRoots(folder: string, bases: readonly string[], path: PlatformPath, home: string): string[] {
  if (folder.startsWith('~/')) return [path.join(home, folder.slice(2))];
  return path.isAbsolute(folder) ? [folder] : bases.map((base) => path.join(base, folder));
}

/** Lists the files with the extensions of a query, and the folders. */
async function listNames({ search, path }: Walk, roots: readonly string[], query: DiskQuery) {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const root of roots) {
    await nextTurn();
    for (const { name, kind } of search.list(root)) {
      if (name.startsWith('.')) continue;
      const target = kind === 'link' ? search.stat(path.join(root, name))?.kind : kind;
      if (target === 'folder') folders.add(name);
      if (target === 'file' && query.extensions?.includes(path.extname(name).toLowerCase())) files.add(name);
    }
  }
  return { files: [...files].slice(0, MAX_NAMES), folders: [...folders].slice(0, MAX_NAMES) };
}

/** Finds checkpoints in and below folders, the closest first. `typed` begins their paths. */
async function findCheckpoints({ search, path }: Walk, roots: readonly string[], typed: string): Promise<string[]> {
  const found = new Set<string>();
  const queue = roots.map((root) => ({ folder: root, name: '', depth: 0 }));
  for (let count = 0; count < MAX_SEARCHED_FOLDERS; count++) {
    const next = queue.shift();
    if (!next) break;
    await nextTurn();
    const entries = search.list(next.folder);
    if (next.name !== '' && entries.some(({ name }) => CHECKPOINT_FILES.has(name))) {
      found.add(typed + next.name);
      continue;
    }
    if (next.depth === MAX_DEPTH) continue;
    for (const { name, kind } of entries) {
      if (kind !== 'folder' || SKIPPED_FOLDER.test(name)) continue;
      const below = next.name === '' ? name : `${next.name}/${name}`;
      queue.push({ folder: path.join(next.folder, name), name: below, depth: next.depth + 1 });
    }
  }
  return [...found].slice(0, MAX_NAMES);
}

/** Lists the ids of the models in the caches of ModelScope and Hugging Face. */
async function listCachedModels({ search, path }: Walk, variables: Variables, home: string): Promise<string[]> {
  const ids = new Set<string>();
  const hub = huggingFaceHubOf(variables, home, path);
  await nextTurn();
  for (const { name } of search.list(hub)) {
    const [kind, owner = '', ...model] = name.split('--');
    if (kind === 'models' && NAME.test(owner) && NAME.test(model.join('--'))) ids.add(`${owner}/${model.join('--')}`);
  }
  const cache = variables.MODELSCOPE_CACHE ?? path.join(home, '.cache', 'modelscope');
  for (const root of [path.join(cache, 'hub', 'models'), path.join(cache, 'models')]) {
    for (const owner of search.list(root)) {
      if (owner.kind === 'file' || !NAME.test(owner.name)) continue;
      await nextTurn();
      // Dots in names become three underscores.
      for (const { name } of search.list(path.join(root, owner.name)))
        if (NAME.test(name)) ids.add(`${owner.name}/${name.replaceAll('___', '.')}`);
    }
  }
  return [...ids].sort().slice(0, MAX_NAMES);
}
