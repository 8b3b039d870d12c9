import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { FoundModel, WantedModel } from '../core/document/document';
import { listEntries, listParentFolders, readSmallFile } from './files';

/**
 * Finds the config.json of a model on this machine: in a folder, or in the caches of Hugging Face and ModelScope.
 * Nothing is downloaded, and a file is read again only when it has changed.
 */
type FindModel = (script: string | undefined, folders: readonly string[], wanted: WantedModel) => FoundModel[];

type Variables = Readonly<Record<string, string | undefined>>;

export function createFindModel(environment: Variables = process.env, home = homedir()): FindModel {
  const cachedFiles = new Map<string, { modified: number; config: unknown }>();
  const readConfig = (path: string): unknown => {
    const modified = modificationTimeOf(path);
    if (modified === undefined) return undefined;
    const cached = cachedFiles.get(path);
    if (cached?.modified === modified) return cached.config;
    const config = parseOptionalJson(readSmallFile(path));
    cachedFiles.set(path, { modified, config });
    return config;
  };
  return (script, folders, wanted) => {
    const searchFolders =
      script === undefined ? folders : [...listParentFolders(dirname(script), folders[0]), ...folders];
    const variables = { ...environment, ...wanted.variables };
    for (const path of candidatePathsOf(wanted, searchFolders, variables, home)) {
      const config = readConfig(path);
      if (config === undefined) continue;
      const hasArgs = modificationTimeOf(join(dirname(path), 'args.json')) !== undefined;
      return [{ wanted, path: shortenHome(path, home), config, hasArgs }];
    }
    return [];
  };
}

function modificationTimeOf(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** The value of a JSON text; undefined if it is not valid JSON. */
function parseOptionalJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const shortenHome = (path: string, home: string): string => {
  const inHome = relative(home, path);
  return inHome !== '' && !inHome.startsWith('..') && !isAbsolute(inHome) ? join('~', inHome) : path;
};

/** Every possible path of the file, in the order in which the trainer would search. */
function candidatePathsOf(
  wanted: WantedModel,
  searchFolders: readonly string[],
  variables: Variables,
  home: string,
): string[] {
  const name = wanted.name.replace(/^~(?=\/)/, home);
  // Reading from a network share would reveal the user to another machine.
  if (/^(?:\\\\|\/\/)/.test(name)) return [];
  const local = isAbsolute(name) ? [name] : searchFolders.map((folder) => join(folder, name));
  if (wanted.isFile) return local;
  const [, id, subfolder = ''] = /^([\w.-]+\/[\w.-]+)(?::([\w./-]+))?$/.exec(name) ?? [];
  const repositoryFolders =
    id === undefined || subfolder.includes('..') ? [] : listHubFolders(id, wanted.revision, variables, home);
  return [...local, ...repositoryFolders.map((folder) => join(folder, subfolder))].map((folder) =>
    join(folder, 'config.json'),
  );
}

const listHubFolders = (id: string, revision: string | undefined, variables: Variables, home: string): string[] => [
  ...listModelScopeFolders(id, variables, home),
  ...listHuggingFaceFolders(id, revision, variables, home),
];

/** ModelScope keeps one folder per model; dots in names become three underscores. */
function listModelScopeFolders(id: string, variables: Variables, home: string): string[] {
  const cache = variables.MODELSCOPE_CACHE;
  const roots = cache ? [cache, join(cache, 'hub')] : [join(home, '.cache', 'modelscope', 'hub')];
  const names = [...new Set([id.replaceAll('.', '___'), id])];
  return roots.flatMap((root) => names.flatMap((name) => [join(root, 'models', name), join(root, name)]));
}

/** Hugging Face keeps one folder per commit; `refs` maps branches to commits. */
function listHuggingFaceFolders(
  id: string,
  revision: string | undefined,
  variables: Variables,
  home: string,
): string[] {
  const caches = variables.XDG_CACHE_HOME ?? join(home, '.cache');
  const hub =
    variables.HF_HUB_CACHE ??
    variables.HUGGINGFACE_HUB_CACHE ??
    join(variables.HF_HOME ?? join(caches, 'huggingface'), 'hub');
  const model = join(hub, `models--${id.replaceAll('/', '--')}`);
  const commit = readSmallFile(join(model, 'refs', revision ?? 'main'))?.trim();
  const candidates = [commit, revision].filter((name) => name !== undefined && /^[\w.-]+$/.test(name));
  // Without a branch of that name, the only commit is used.
  const commits = candidates.length > 0 ? candidates : singleOrNone(listEntries(join(model, 'snapshots')));
  return commits.map((name) => join(model, 'snapshots', name ?? ''));
}

const singleOrNone = (names: readonly string[]): readonly string[] => (names.length === 1 ? names : []);
