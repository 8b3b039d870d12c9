import { homedir } from 'node:os';
import type { PlatformPath } from 'node:path';
import type { FoundModel, WantedModel } from '../core/document/document';
import { createFileReader, type FileReader, type FileText, type Search } from './fileReader';
import { listParentFolders } from './files';
import { parseJson } from './json';
import { huggingFaceHubOf, listModelScopeRoots, type Variables } from './modelCaches';

/**
 * Finds the config.json files of models on this machine: in a folder, or in the caches of Hugging Face and ModelScope.
 * Nothing is downloaded, and a file is parsed again only when it has changed. `folders` are those of the workspace.
 */
type FindModels = (
  script: string | undefined,
  folders: readonly string[],
  wanted: readonly WantedModel[],
  modelFolders?: { base: string; names: readonly string[] },
) => FoundModel[];

/** The search for models, and the folders and variables that it depends on. */
interface ModelSearch {
  search: Search;
  path: PlatformPath;
  folders: readonly string[];
  /** The folders of models that the project names. */
  modelFolders: readonly string[];
  environment: Variables;
  home: string;
}

export function createFindModels(
  environment: Variables = process.env,
  home = homedir(),
  reader: FileReader = createFileReader(),
): FindModels {
  const { path } = reader;
  const parsedFiles = new WeakMap<FileText, ReturnType<typeof parseJson>>();
  const parseOnce = (file: FileText): ReturnType<typeof parseJson> => {
    const parsed = parsedFiles.get(file) ?? parseJson(file.text);
    parsedFiles.set(file, parsed);
    return parsed;
  };
  return (script, folders, wantedModels, modelFolders) => {
    const search = reader.begin(script === undefined ? undefined : path.dirname(script), folders);
    const searchFolders =
      script === undefined ? folders : [...listParentFolders(path.dirname(script), folders[0], path), ...folders];
    const ownFolders = (modelFolders?.names ?? []).map((name) => {
      const expanded = name.replace(/^~(?=\/)/, home);
      return path.isAbsolute(expanded) ? expanded : path.join(modelFolders?.base ?? '', expanded);
    });
    const where = { search, path, folders: searchFolders, modelFolders: ownFolders, environment, home };
    return wantedModels.flatMap((wanted) => {
      for (const { file, isAssumed } of candidatePathsOf(wanted, where)) {
        const text = search.readText(file);
        const config = text && parseOnce(text);
        if (!config || 'problem' in config) continue;
        const hasArgs = search.stat(path.join(path.dirname(file), 'args.json')) !== undefined;
        const assumed = isAssumed && { assumedModel: path.basename(path.dirname(file)) };
        return [{ wanted, path: shortenHome(file, where), config: config.value, hasArgs, ...assumed }];
      }
      return [];
    });
  };
}

const shortenHome = (file: string, { path, home }: ModelSearch): string => {
  const inHome = path.relative(home, file);
  return inHome !== '' && !inHome.startsWith('..') && !path.isAbsolute(inHome) ? path.join('~', inHome) : file;
};

/** A path that the file may have. */
interface CandidatePath {
  file: string;
  /** Only the last part of the path of the model names its folder. */
  isAssumed?: boolean;
}

/** Every possible path of the file, in the order in which the trainer would search, with the project before the hubs. */
function candidatePathsOf(wanted: WantedModel, where: ModelSearch): CandidatePath[] {
  const { path, folders, home } = where;
  const name = wanted.name.replace(/^~(?=\/)/, home);
  const local = path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name));
  if (wanted.isFile) return local.map((file) => ({ file }));
  const [, id, subfolder = ''] = /^([\w.-]+\/[\w.-]+)(?::([\w./-]+))?$/.exec(name) ?? [];
  const repositoryFolders = id === undefined || subfolder.includes('..') ? [] : listHubFolders(id, wanted, where);
  return [
    // A name that begins with a host would lose it when it is joined.
    ...local.map((folder) => ({
      file: folder === name ? `${name}${path.sep}config.json` : path.join(folder, 'config.json'),
    })),
    ...listProjectPaths(name, id, where),
    ...repositoryFolders.map((folder) => ({ file: path.join(folder, subfolder, 'config.json') })),
  ];
}

/** The paths below the folders that the project names: by the id of a model, else by the last part of a path. */
function listProjectPaths(name: string, id: string | undefined, { path, modelFolders }: ModelSearch): CandidatePath[] {
  const last = name.split(/[\\/]/).findLast((part) => part !== '');
  const isName = last !== undefined && /^\w[\w.-]*$/.test(last);
  // A folder that begins with a host would lose it when it is joined as a path.
  const toFile = (...parts: string[]): string => [...parts, 'config.json'].join(path.sep);
  return modelFolders.flatMap((folder) => [
    ...(id === undefined || id.includes('..') ? [] : [{ file: toFile(folder, id) }]),
    ...(isName ? [{ file: toFile(folder, last), isAssumed: id === undefined && last !== name }] : []),
  ]);
}

function listHubFolders(id: string, { revision, variables }: WantedModel, where: ModelSearch): string[] {
  const all = { ...where.environment, ...variables };
  return [...listModelScopeFolders(id, all, where), ...listHuggingFaceFolders(id, revision, all, where)];
}

/** ModelScope keeps one folder per model; dots in names become three underscores. */
function listModelScopeFolders(id: string, variables: Variables, { path, home }: ModelSearch): string[] {
  const roots = listModelScopeRoots(variables, home, path);
  const names = [...new Set([id.replaceAll('.', '___'), id])];
  return roots.flatMap((root) => names.flatMap((name) => [path.join(root, 'models', name), path.join(root, name)]));
}

/** Hugging Face keeps one folder per commit; `refs` maps branches to commits. */
function listHuggingFaceFolders(
  id: string,
  revision: string | undefined,
  variables: Variables,
  { search, path, home }: ModelSearch,
): string[] {
  const hub = huggingFaceHubOf(variables, home, path);
  const model = path.join(hub, `models--${id.replaceAll('/', '--')}`);
  const commit = search.readText(path.join(model, 'refs', revision ?? 'main'))?.text.trim();
  const candidates = [commit, revision].filter((name) => name !== undefined && /^[\w.-]+$/.test(name));
  // Without a branch of that name, the only commit is used.
  const commits = candidates.length > 0 ? candidates : singleOrNone(search.list(path.join(model, 'snapshots')));
  return commits.map((name) => path.join(model, 'snapshots', name ?? ''));
}

const singleOrNone = (entries: readonly { name: string }[]): string[] =>
  entries.length === 1 ? entries.map(({ name }) => name) : [];
