import type { PlatformPath } from 'node:path';
import type { Pin } from '../core/catalog/pin';
import { DOCKERFILE, LOCK_FILE, MANIFEST, PIN_FILES } from '../core/catalog/pinFiles';
import { findImagePin, findIncludedFiles, findReleasePin } from '../core/catalog/pins';
import { readSourceVersion } from '../core/catalog/readArguments';
import type { FoundRelease, Release } from '../core/catalog/release';
import { parseRequest } from '../core/catalog/request';
import { isLowerBound } from '../core/catalog/version';
import { createReadTree, type ReadTree } from './argumentTree';
import { type FileReader, type FileText, MAX_FILE_BYTES, type Search } from './fileReader';
import type { Variables } from './modelCaches';

// Finds the release of ms-swift that files around a document name. Only names of folders and small files are read, and the
// argument classes of a package or checkout whose release is not known.

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

const DIST_INFO = /^ms[_-]swift-(\d[^-/]{0,80})\.dist-info$/i;
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
/** Folders in which projects keep manifests. */
const MANIFEST_FOLDERS: readonly string[] = ['.', 'k8s', 'kubernetes', 'manifests', 'deploy'];

/**
 * Creates the function that finds the release installed in the selected interpreter, in an environment next to the
 * document or above it, or in the active one; else the one that a requirements file, a project file or a Dockerfile
 * next to it or above it pins. `top` is the outermost folder to search.
 */
export function createFindRelease(reader: FileReader): FindRelease {
  const { path } = reader;
  const readPinFile = createReadPinFile();
  const readTree = createReadTree(path);
  return (folder, top, known, { interpreter, active = [], workspace = [] }) => {
    const search = reader.begin(folder, workspace);
    const files: Files = { search, path, readPinFile, readTree, known, seen: new Map() };
    const folders = listFoldersToRoot(folder, top, files);
    const prefixes = [
      ...(interpreter === undefined ? [] : [environmentPrefixOf(interpreter, path)]),
      ...folders.flatMap((parent) => ENVIRONMENT_FOLDERS.map((name) => path.join(parent, name))),
      ...active,
    ];
    for (const prefix of prefixes) {
      const installed = findInstalled(prefix, files);
      if (installed) return { ...installed, from: 'installed', evidence: prefix };
    }
    for (const parent of folders) {
      const pin = findSourceVersion(parent, files) ?? findPin(parent, files) ?? findManifestPin(parent, files);
      if (pin) return { ...pin, evidence: path.join(path.relative(folder, parent), pin.evidence) };
    }
    return undefined;
  };
}

/** The files of one search for a release. */
interface Files {
  search: Search;
  path: PlatformPath;
  readPinFile: (file: FileText) => PinFile;
  readTree: ReadTree;
  known: readonly Release[];
  /** The requirements files that were read, with the steps of inclusion that were left. */
  seen: Map<string, number>;
}

/** The content of a file that may pin a release. */
interface PinFile {
  pin: Pin | undefined;
  /** The release in its images, if it is a manifest. */
  image: Pin | undefined;
  included: readonly string[];
}

/** Creates the function that searches a file for a pin, unless it was searched and has not changed. */
function createReadPinFile(): Files['readPinFile'] {
  const cached = new WeakMap<FileText, PinFile>();
  return (file) => {
    const pinFile = cached.get(file) ?? {
      pin: findReleasePin(file.text),
      image: findImagePin(file.text),
      included: findIncludedFiles(file.text).slice(0, MAX_PIN_FILES),
    };
    cached.set(file, pinFile);
    return pinFile;
  };
}

/** The virtual and conda environments that are active in the shell of this process. */
export const listActiveEnvironments = (variables: Variables = process.env): string[] =>
  ['VIRTUAL_ENV', 'CONDA_PREFIX'].flatMap((name) => variables[name] || []);

/** The folder and those above it, up to `top`, or up to the root of the repository without it. */
export function listFoldersToRoot(
  folder: string,
  top: string | undefined,
  { search, path }: Pick<Files, 'search' | 'path'>,
): string[] {
  const folders: string[] = [];
  for (let current = folder; folders.length < 12; current = path.dirname(current)) {
    folders.push(current);
    const isTop = top === undefined ? search.stat(path.join(current, '.git')) !== undefined : current === top;
    if (isTop || path.dirname(current) === current) break;
  }
  return folders;
}

/** `/envs/train/bin/python` and `C:\envs\train\python.exe` belong to the environment `train`. */
export function environmentPrefixOf(interpreter: string, { basename, dirname }: PlatformPath): string {
  if (!/^python/i.test(basename(interpreter))) return interpreter;
  const folder = dirname(interpreter);
  return /^(?:bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** Debian's Python, also in images of NVIDIA, keeps packages of pip in `/usr/local`, in folders named dist-packages. */
function findInstalled(prefix: string, files: Files): Pick<FoundRelease, 'version' | 'tree'> | undefined {
  const prefixes = prefix === '/usr' ? ['/usr/local', '/usr'] : [prefix];
  for (const folder of prefixes.flatMap((each) => listPackageFolders(each, files))) {
    for (const { name } of files.search.list(folder)) {
      const version = DIST_INFO.exec(name)?.[1];
      if (version !== undefined) return withTree(version, findPackage(folder, name, files), files);
    }
  }
  return undefined;
}

/** Finds the checkouts of ms-swift that are installed in environments as editable, without reading them. */
export function listEditableCheckouts(reader: FileReader, prefixes: readonly string[]): string[] {
  const { path } = reader;
  const search = reader.begin(undefined, []);
  const folders = prefixes.flatMap((prefix) => listPackageFolders(prefix, { search, path }));
  return folders.flatMap((folder) => {
    const name = search.list(folder).find((entry) => DIST_INFO.test(entry.name))?.name;
    const found = name === undefined ? folder : findPackage(folder, name, { search, path }).folder;
    return found === folder ? [] : [found];
  });
}

/** The origin of a package: a release of the index records no address. */
interface PackageSource {
  folder: string;
  isFromIndex: boolean;
}

/** Finds the folder of an installed package. An editable installation has its code elsewhere. */
function findPackage(
  folder: string,
  distInfo: string,
  { search, path }: Pick<Files, 'search' | 'path'>,
): PackageSource {
  const text = search.readText(path.join(folder, distInfo, 'direct_url.json'))?.text;
  if (text === undefined) return { folder, isFromIndex: true };
  const url = /"url"\s*:\s*"file:\/\/(\/[^"\\]{1,1000})"/.exec(text)?.[1];
  const isEditable = /"editable"\s*:\s*true/.test(text);
  return { folder: isEditable && url !== undefined ? pathOfFileUrl(url) : folder, isFromIndex: false };
}

/** The path of a URL of a file, without its scheme. */
function pathOfFileUrl(url: string): string {
  const path = url.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return path.replace(/^\/(?=[A-Za-z]:\/)/, '');
}

/** Adds the argument classes of a package, unless it is a known release of the index. */
function withTree(
  version: string,
  { folder, isFromIndex }: PackageSource,
  files: Files,
): Pick<FoundRelease, 'version' | 'tree'> {
  const isKnown = parseRequest(version, files.known)?.kind === 'named';
  const tree = isKnown && isFromIndex ? undefined : files.readTree(files.search, folder, version);
  return { version, ...(tree && { tree }) };
}

function listPackageFolders(prefix: string, { search, path: { join } }: Pick<Files, 'search' | 'path'>): string[] {
  const libraries = search.list(join(prefix, 'lib')).filter(({ name }) => /^python3/.test(name));
  const folders = libraries.flatMap(({ name }) => [
    join('lib', name, 'site-packages'),
    join('lib', name, 'dist-packages'),
  ]);
  return [...folders, join('Lib', 'site-packages')].map((folder) => join(prefix, folder));
}

function findPin(folder: string, files: Files): FoundRelease | undefined {
  const ownFiles = PIN_FILES.flatMap((pattern) => listNames(folder, '.', pattern, files));
  const others = PIN_FOLDERS.flatMap(([subfolder, pattern]) => listNames(folder, subfolder, pattern, files));
  let lowerBound: FoundRelease | undefined;
  for (const name of [...ownFiles, ...others]) {
    const pin = readPin(folder, name, files, MAX_INCLUDE_DEPTH);
    if (pin && !isLowerBound(pin.version)) return pin;
    lowerBound ??= pin;
  }
  return lowerBound;
}

/** The release in the images of the manifests of a folder, if they agree. */
function findManifestPin(folder: string, files: Files): FoundRelease | undefined {
  const { search, path } = files;
  const pins = MANIFEST_FOLDERS.flatMap((inside) => listNames(folder, inside, MANIFEST, files)).flatMap((name) => {
    const text = search.readText(path.join(folder, name));
    const pin = text && files.readPinFile(text).image;
    return pin ? [{ ...pin, name }] : [];
  });
  const [first] = pins;
  if (!first || pins.some(({ version }) => version !== first.version)) return undefined;
  return { version: first.version, from: 'pin', evidence: `${first.name}:${first.line}` };
}

/** The files of a folder inside another one, relative to that. */
const listNames = (folder: string, inside: string, pattern: RegExp, { search, path }: Files): string[] =>
  search
    .list(path.join(folder, inside))
    .filter(({ name }) => pattern.test(name))
    .slice(0, MAX_PIN_FILES)
    .map(({ name }) => path.join(inside, name));

/** The pin of a file itself, else that of files next to it or below it that a requirements file includes. */
function readPin(folder: string, name: string, files: Files, depthLeft: number): FoundRelease | undefined {
  const { search, path, seen } = files;
  const file = path.join(folder, name);
  // Files that include each other are read once, and again only if more steps are left.
  if ((seen.get(file) ?? -1) >= depthLeft) return undefined;
  seen.set(file, depthLeft);
  const text = search.readText(file, LOCK_FILE.test(name) ? MAX_LOCK_FILE_BYTES : MAX_FILE_BYTES);
  if (!text) return undefined;
  const { pin, included } = files.readPinFile(text);
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

/** The release of the ms-swift source tree that a document is part of. A fork may have other flags than its release. */
function findSourceVersion(folder: string, files: Files): FoundRelease | undefined {
  const { search, path } = files;
  const text = search.readText(path.join(folder, 'swift', 'version.py'))?.text;
  const version = text === undefined ? undefined : readSourceVersion(text);
  if (version === undefined) return undefined;
  return { ...withTree(version, { folder, isFromIndex: false }, files), from: 'pin', evidence: 'swift/version.py' };
}
