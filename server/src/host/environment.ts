import type { PlatformPath } from 'node:path';
import { DOCKERFILE, findIncludedFiles, findReleasePin, PIN_FILES } from '../core/catalog/pins';
import type { FoundRelease, Release } from '../core/catalog/release';
import { type FileReader, type FileText, MAX_FILE_BYTES, type Search } from './fileReader';

// Finds the release of ms-swift that files around a document name. Only names of folders and small files are read.

export interface Environment {
  /** The interpreter or environment that the user selected in the editor. */
  interpreter?: string | undefined;
  /** Environments active in the shell, as VIRTUAL_ENV and CONDA_PREFIX name them. */
  active?: readonly string[];
  /** The folders that are open in the editor. */
  workspace?: readonly string[];
}

type FindRelease = (
  folder: string,
  top: string | undefined,
  known: readonly Release[],
  environment: Environment,
) => FoundRelease | undefined;

const DIST_INFO = /^ms[_-]swift-(\d+(?:\.\d+){0,2})(?!\d).*\.dist-info$/i;
const VERSION_LINE = /^__version__\s*=\s*['"](\d+(?:\.\d+){0,2})/m;
/** Files read per folder and pattern. */
const MAX_PIN_FILES = 20;
/** A lock file lists everything that a project needs, with a hash for each platform. */
const MAX_LOCK_FILE_BYTES = 5_000_000;
/** Requirements files include others in one or two steps. */
const MAX_INCLUDE_DEPTH = 3;
/** Names that `python -m venv`, uv and the Python extension give to an environment in a project. */
const ENVIRONMENT_FOLDERS = ['.venv', 'venv', 'env', '.conda'];
/** Folders in which many projects keep requirements by purpose, and Dockerfiles. */
const PIN_FOLDERS: readonly [string, RegExp][] = [
  ['requirements', /\.txt$/],
  ['docker', DOCKERFILE],
  ['.devcontainer', DOCKERFILE],
];

/**
 * Creates the function that finds the release installed in the selected interpreter, in an environment next to the
 * document or above it, or in the active one; else the one that a requirements file, a project file or a Dockerfile
 * next to it or above it pins. `top` is the outermost folder to search.
 */
export function createFindRelease(reader: FileReader): FindRelease {
  const { path } = reader;
  const readPinFile = createReadPinFile();
  return (folder, top, known, { interpreter, active = [], workspace = [] }) => {
    const search = reader.begin(folder, workspace);
    const files: Files = { search, path, readPinFile, known, seen: new Map() };
    const folders = listFoldersToRoot(folder, top, files);
    const prefixes = [
      ...(interpreter === undefined ? [] : [environmentPrefixOf(interpreter, path)]),
      ...folders.flatMap((parent) => ENVIRONMENT_FOLDERS.map((name) => path.join(parent, name))),
      ...active,
    ];
    for (const prefix of prefixes) {
      const version = findInstalled(prefix, files);
      if (version !== undefined) return { version, from: 'installed', evidence: prefix };
    }
    for (const parent of folders) {
      const pin = findPin(parent, files) ?? findSourceVersion(parent, files);
      if (pin) return { ...pin, evidence: path.join(path.relative(folder, parent), pin.evidence) };
    }
    return undefined;
  };
}

/** The files of one search for a release. */
interface Files {
  search: Search;
  path: PlatformPath;
  readPinFile: (file: FileText, known: readonly Release[]) => PinFile;
  known: readonly Release[];
  /** The requirements files that were read, with the steps of inclusion that were left. */
  seen: Map<string, number>;
}

/** The content of a file that may pin a release. */
interface PinFile {
  pin: ReturnType<typeof findReleasePin>;
  included: readonly string[];
}

/** Creates the function that searches a file for a pin, unless it was searched and has not changed. */
function createReadPinFile(): Files['readPinFile'] {
  const cached = new WeakMap<FileText, PinFile>();
  return (file, known) => {
    const pinFile = cached.get(file) ?? {
      pin: findReleasePin(file.text, known),
      included: findIncludedFiles(file.text).slice(0, MAX_PIN_FILES),
    };
    cached.set(file, pinFile);
    return pinFile;
  };
}

/** The virtual and conda environments that are active in the shell of this process. */
export const listActiveEnvironments = (): string[] =>
  ['VIRTUAL_ENV', 'CONDA_PREFIX'].flatMap((name) => process.env[name] || []);

/** The folder and those above it, up to `top`, or up to the root of the repository without it. */
function listFoldersToRoot(folder: string, top: string | undefined, { search, path }: Files): string[] {
  const folders: string[] = [];
  for (let current = folder; folders.length < 12; current = path.dirname(current)) {
    folders.push(current);
    const isTop = top === undefined ? search.stat(path.join(current, '.git')) !== undefined : current === top;
    if (isTop || path.dirname(current) === current) break;
  }
  return folders;
}

/** `/envs/train/bin/python` and `C:\envs\train\python.exe` belong to the environment `train`. */
function environmentPrefixOf(interpreter: string, { basename, dirname }: PlatformPath): string {
  if (!/^python/i.test(basename(interpreter))) return interpreter;
  const folder = dirname(interpreter);
  return /^(?:bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** Debian's Python, also in images of NVIDIA, keeps packages of pip in `/usr/local`, in folders named dist-packages. */
function findInstalled(prefix: string, files: Files): Release | undefined {
  const prefixes = prefix === '/usr' ? ['/usr/local', '/usr'] : [prefix];
  for (const folder of prefixes.flatMap((each) => listPackageFolders(each, files))) {
    for (const { name } of files.search.list(folder)) {
      const version = DIST_INFO.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function listPackageFolders(prefix: string, { search, path: { join } }: Files): string[] {
  const libraries = search.list(join(prefix, 'lib')).filter(({ name }) => /^python3/.test(name));
  const folders = libraries.flatMap(({ name }) => [
    join('lib', name, 'site-packages'),
    join('lib', name, 'dist-packages'),
  ]);
  return [...folders, join('Lib', 'site-packages')].map((folder) => join(prefix, folder));
}

function findPin(folder: string, files: Files): FoundRelease | undefined {
  const { search, path } = files;
  const findNames = (inside: string, pattern: RegExp): string[] =>
    search
      .list(path.join(folder, inside))
      .filter(({ name }) => pattern.test(name))
      .slice(0, MAX_PIN_FILES)
      .map(({ name }) => path.join(inside, name));
  const ownFiles = PIN_FILES.flatMap((pattern) => findNames('.', pattern));
  for (const name of [...ownFiles, ...PIN_FOLDERS.flatMap(([subfolder, pattern]) => findNames(subfolder, pattern))]) {
    const pin = readPin(folder, name, files, MAX_INCLUDE_DEPTH);
    if (pin) return pin;
  }
  return undefined;
}

/** The pin of a file itself, else that of files next to it or below it that a requirements file includes. */
function readPin(folder: string, name: string, files: Files, depthLeft: number): FoundRelease | undefined {
  const { search, path, seen } = files;
  const file = path.join(folder, name);
  // Files that include each other are read once, and again only if more steps are left.
  if ((seen.get(file) ?? -1) >= depthLeft) return undefined;
  seen.set(file, depthLeft);
  const text = search.readText(file, name.endsWith('.lock') ? MAX_LOCK_FILE_BYTES : MAX_FILE_BYTES);
  if (!text) return undefined;
  const { pin, included } = files.readPinFile(text, files.known);
  if (pin) return { version: pin.version, from: 'pin', evidence: `${name}:${pin.line}` };
  if (depthLeft === 0 || !/\.(?:txt|in)$/.test(name)) return undefined;
  for (const other of included) {
    const file = path.join(path.dirname(name), other);
    const isBelow = !path.isAbsolute(other) && file.split(path.sep)[0] !== '..';
    const found = isBelow ? readPin(folder, file, files, depthLeft - 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The release of the ms-swift source tree that a document is part of. */
function findSourceVersion(folder: string, { search, path }: Files): FoundRelease | undefined {
  const text = search.readText(path.join(folder, 'swift', 'version.py'))?.text;
  const version = text === undefined ? undefined : VERSION_LINE.exec(text)?.[1];
  return version === undefined ? undefined : { version, from: 'pin', evidence: 'swift/version.py' };
}
