import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { FoundModel, WantedModel } from '../core/document/document';
import { entriesIn, foldersUp, readSmall } from './files';

/**
 * Finds the config.json of a model on this machine: in a folder, or where Hugging Face and ModelScope keep what they
 * downloaded. Nothing is downloaded, and a file is read again only when it has changed.
 */
type FindModel = (script: string | undefined, folders: readonly string[], wanted: WantedModel) => FoundModel[];

type Variables = Readonly<Record<string, string | undefined>>;

export function createFindModel(environment: Variables = process.env, home = homedir()): FindModel {
  const read = new Map<string, { changed: number; config: unknown }>();
  const configAt = (path: string): unknown => {
    const changed = changeOf(path);
    if (changed === undefined) return undefined;
    const known = read.get(path);
    if (known?.changed === changed) return known.config;
    const config = parse(readSmall(path));
    read.set(path, { changed, config });
    return config;
  };
  return (script, folders, wanted) => {
    const around = script === undefined ? folders : [...foldersUp(dirname(script), folders[0]), ...folders];
    const variables = { ...environment, ...wanted.variables };
    for (const path of placesOf(wanted, around, variables, home)) {
      const config = configAt(path);
      if (config === undefined) continue;
      const hasArgs = changeOf(join(dirname(path), 'args.json')) !== undefined;
      return [{ wanted, path: shownPath(path, home), config, hasArgs }];
    }
    return [];
  };
}

function changeOf(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** A file that is no JSON says nothing. */
function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const shownPath = (path: string, home: string): string => {
  const inHome = relative(home, path);
  return inHome !== '' && !inHome.startsWith('..') && !isAbsolute(inHome) ? join('~', inHome) : path;
};

/** Every path at which the file may lie, in the order in which the trainer would look. */
function placesOf(wanted: WantedModel, around: readonly string[], variables: Variables, home: string): string[] {
  const name = wanted.name.replace(/^~(?=\/)/, home);
  // Asking another machine for a file tells it who is asking.
  if (/^(?:\\\\|\/\/)/.test(name)) return [];
  const local = isAbsolute(name) ? [name] : around.map((folder) => join(folder, name));
  if (wanted.isFile) return local;
  const [, id, below = ''] = /^([\w.-]+\/[\w.-]+)(?::([\w./-]+))?$/.exec(name) ?? [];
  const inHubs = id === undefined || below.includes('..') ? [] : hubFolders(id, wanted.revision, variables, home);
  return [...local, ...inHubs.map((folder) => join(folder, below))].map((folder) => join(folder, 'config.json'));
}

const hubFolders = (id: string, revision: string | undefined, variables: Variables, home: string): string[] => [
  ...modelScopeFolders(id, variables, home),
  ...huggingFaceFolders(id, revision, variables, home),
];

/** ModelScope keeps a folder for each model; dots in names are written as three underscores. */
function modelScopeFolders(id: string, variables: Variables, home: string): string[] {
  const cache = variables.MODELSCOPE_CACHE;
  const roots = cache ? [cache, join(cache, 'hub')] : [join(home, '.cache', 'modelscope', 'hub')];
  const names = [...new Set([id.replaceAll('.', '___'), id])];
  return roots.flatMap((root) => names.flatMap((name) => [join(root, 'models', name), join(root, name)]));
}

/** Hugging Face keeps a folder for each commit; `refs` says which one a branch is at. */
function huggingFaceFolders(id: string, revision: string | undefined, variables: Variables, home: string): string[] {
  const caches = variables.XDG_CACHE_HOME ?? join(home, '.cache');
  const hub =
    variables.HF_HUB_CACHE ??
    variables.HUGGINGFACE_HUB_CACHE ??
    join(variables.HF_HOME ?? join(caches, 'huggingface'), 'hub');
  const model = join(hub, `models--${id.replaceAll('/', '--')}`);
  const commit = readSmall(join(model, 'refs', revision ?? 'main'))?.trim();
  const named = [commit, revision].filter((name) => name !== undefined && /^[\w.-]+$/.test(name));
  // Without a branch of that name, a single commit is the one that will be used.
  const commits = named.length > 0 ? named : onlyOne(entriesIn(join(model, 'snapshots')));
  return commits.map((name) => join(model, 'snapshots', name ?? ''));
}

const onlyOne = (names: readonly string[]): readonly string[] => (names.length === 1 ? names : []);
