import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { DOCKERFILE, findIncludedFiles, findReleasePin, PIN_FILES } from '../core/catalog/pins';
import type { FoundRelease, Release } from '../core/catalog/release';
import { listEntries, readSmallFile } from './files';

// Finds the release of ms-swift that files around a document name. Only names of folders and small files are read.

export interface Environment {
  /** The interpreter or environment that the user selected in the editor. */
  interpreter?: string | undefined;
  /** Environments active in the shell, as VIRTUAL_ENV and CONDA_PREFIX name them. */
  active?: readonly string[];
}

const DIST_INFO = /^ms[_-]swift-(\d+(?:\.\d+){0,2}).*\.dist-info$/i;
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
 * The release installed in the selected interpreter, in an environment next to the document or above it, or in the
 * active one; else the one that a requirements file, a project file or a Dockerfile next to it or above it pins. `top`
 * is the outermost folder to search.
 */
export function findRelease(
  folder: string,
  top: string | undefined,
  known: readonly Release[],
  { interpreter, active = [] }: Environment,
): FoundRelease | undefined {
  const folders = listFoldersToRoot(folder, top);
  const prefixes = [
    ...(interpreter === undefined ? [] : [environmentPrefixOf(interpreter)]),
    ...folders.flatMap((parent) => ENVIRONMENT_FOLDERS.map((name) => join(parent, name))),
    ...active,
  ];
  for (const prefix of prefixes) {
    const version = findInstalled(prefix);
    if (version !== undefined) return { version, from: 'installed', evidence: prefix };
  }
  for (const parent of folders) {
    const pin = findPin(parent, known) ?? findSourceVersion(parent);
    if (pin) return { ...pin, evidence: join(relative(folder, parent), pin.evidence) };
  }
  return undefined;
}

/** The virtual and conda environments that are active in the shell of this process. */
export const listActiveEnvironments = (): string[] =>
  ['VIRTUAL_ENV', 'CONDA_PREFIX'].flatMap((name) => process.env[name] || []);

/** The folder and those above it, up to `top`, or up to the root of the repository without it. */
function listFoldersToRoot(folder: string, top: string | undefined): string[] {
  const folders: string[] = [];
  for (let current = folder; folders.length < 12; current = dirname(current)) {
    folders.push(current);
    const isTop = top === undefined ? existsSync(join(current, '.git')) : current === top;
    if (isTop || dirname(current) === current) break;
  }
  return folders;
}

/** `/envs/train/bin/python` and `C:\envs\train\python.exe` belong to the environment `train`. */
function environmentPrefixOf(interpreter: string): string {
  if (!/^python/i.test(basename(interpreter))) return interpreter;
  const folder = dirname(interpreter);
  return /^(?:bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** Debian's Python, also in images of NVIDIA, keeps packages of pip in `/usr/local`, in folders named dist-packages. */
function findInstalled(prefix: string): Release | undefined {
  const prefixes = prefix === '/usr' ? ['/usr/local', '/usr'] : [prefix];
  for (const folder of prefixes.flatMap(listPackageFolders)) {
    for (const name of listEntries(folder)) {
      const version = DIST_INFO.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function listPackageFolders(prefix: string): string[] {
  const libraries = listEntries(join(prefix, 'lib')).filter((name) => /^python3/.test(name));
  const folders = libraries.flatMap((name) => [join('lib', name, 'site-packages'), join('lib', name, 'dist-packages')]);
  return [...folders, join('Lib', 'site-packages')].map((folder) => join(prefix, folder));
}

function findPin(folder: string, known: readonly Release[]): FoundRelease | undefined {
  const findNames = (inside: string, pattern: RegExp): string[] =>
    listEntries(join(folder, inside))
      .filter((name) => pattern.test(name))
      .slice(0, MAX_PIN_FILES)
      .map((name) => join(inside, name));
  const ownFiles = PIN_FILES.flatMap((pattern) => findNames('.', pattern));
  for (const name of [...ownFiles, ...PIN_FOLDERS.flatMap(([subfolder, pattern]) => findNames(subfolder, pattern))]) {
    const pin = readPin(folder, name, known, MAX_INCLUDE_DEPTH);
    if (pin) return pin;
  }
  return undefined;
}

/** The pin of a file itself, else that of files next to it or below it that a requirements file includes. */
function readPin(folder: string, name: string, known: readonly Release[], depthLeft: number): FoundRelease | undefined {
  const text = readSmallFile(join(folder, name), name.endsWith('.lock') ? MAX_LOCK_FILE_BYTES : undefined) ?? '';
  const pin = findReleasePin(text, known);
  if (pin) return { version: pin.version, from: 'pin', evidence: `${name}:${pin.line}` };
  if (depthLeft === 0 || !/\.(?:txt|in)$/.test(name)) return undefined;
  for (const other of findIncludedFiles(text).slice(0, MAX_PIN_FILES)) {
    const included = join(dirname(name), other);
    const isBelow = !isAbsolute(other) && included.split(sep)[0] !== '..';
    const found = isBelow ? readPin(folder, included, known, depthLeft - 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The release of the ms-swift source tree that a document is part of. */
function findSourceVersion(folder: string): FoundRelease | undefined {
  const path = join(folder, 'swift', 'version.py');
  const version = existsSync(path) ? VERSION_LINE.exec(readSmallFile(path) ?? '')?.[1] : undefined;
  return version === undefined ? undefined : { version, from: 'pin', evidence: 'swift/version.py' };
}
