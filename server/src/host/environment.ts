import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { DOCKERFILE, filesIn, PIN_FILES, pinIn } from '../core/catalog/pins';
import type { FoundRelease, Release } from '../core/catalog/release';
import { entriesIn, readSmall } from './files';

/** Looks for the release of ms-swift that files around a document name. Only names of folders and small files are read. */
export interface Environment {
  /** The interpreter or the environment that the user chose in the editor. */
  interpreter?: string | undefined;
  /** Environments that are active in the shell, as VIRTUAL_ENV and CONDA_PREFIX name them. */
  active?: readonly string[];
}

const DIST_INFO = /^ms[_-]swift-(\d+(?:\.\d+){0,2}).*\.dist-info$/i;
const VERSION_LINE = /^__version__\s*=\s*['"](\d+(?:\.\d+){0,2})/m;
/** A folder of many files is not gone through any further. */
const MOST_PINS = 20;
/** A lock file lists all that a project needs, with a hash for each platform. */
const MOST_BYTES_LOCKED = 5_000_000;
/** Files that take in others do so in one or two steps. */
const MOST_STEPS = 3;
/** What `python -m venv`, uv and the Python extension call an environment beside a project. */
const ENVIRONMENTS = ['.venv', 'venv', 'env', '.conda'];
/** Many projects keep requirements for each purpose, and the recipes of images, in folders of their own. */
const PIN_FOLDERS: readonly [string, RegExp][] = [
  ['requirements', /\.txt$/],
  ['docker', DOCKERFILE],
  ['.devcontainer', DOCKERFILE],
];

/**
 * What is installed in the chosen interpreter, in an environment beside the document or above it, or in the active
 * one; else what a requirements file, a project file or a Dockerfile beside it or above it pins. `top` is the
 * outermost folder to look at.
 */
export function findRelease(
  folder: string,
  top: string | undefined,
  known: readonly Release[],
  { interpreter, active = [] }: Environment,
): FoundRelease | undefined {
  const folders = foldersUp(folder, top);
  const prefixes = [
    ...(interpreter === undefined ? [] : [prefixOf(interpreter)]),
    ...folders.flatMap((each) => ENVIRONMENTS.map((name) => join(each, name))),
    ...active,
  ];
  for (const prefix of prefixes) {
    const version = installedIn(prefix);
    if (version !== undefined) return { version, from: 'installed', evidence: prefix };
  }
  for (const each of folders) {
    const pin = pinnedIn(each, known) ?? sourceIn(each);
    if (pin) return { ...pin, evidence: join(relative(folder, each), pin.evidence) };
  }
  return undefined;
}

/** The environments that are active where the program was started: a virtual one, or one of conda. */
export const activeEnvironments = (): string[] =>
  ['VIRTUAL_ENV', 'CONDA_PREFIX'].flatMap((name) => process.env[name] || []);

/** The folder and those above it, up to `top`; without one, up to the root of the repository. */
function foldersUp(folder: string, top: string | undefined): string[] {
  const folders: string[] = [];
  for (let at = folder; folders.length < 12; at = dirname(at)) {
    folders.push(at);
    const isTop = top === undefined ? existsSync(join(at, '.git')) : at === top;
    if (isTop || dirname(at) === at) break;
  }
  return folders;
}

/** `/envs/train/bin/python` and `C:\envs\train\python.exe` belong to the environment `train`. */
function prefixOf(interpreter: string): string {
  if (!/^python/i.test(basename(interpreter))) return interpreter;
  const folder = dirname(interpreter);
  return /^(?:bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

/** Debian's Python, which images of NVIDIA have too, keeps what pip installs in `/usr/local` and calls it dist-packages. */
function installedIn(prefix: string): Release | undefined {
  const prefixes = prefix === '/usr' ? ['/usr/local', '/usr'] : [prefix];
  for (const folder of prefixes.flatMap(packagesIn)) {
    for (const name of entriesIn(folder)) {
      const version = DIST_INFO.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function packagesIn(prefix: string): string[] {
  const libraries = entriesIn(join(prefix, 'lib')).filter((name) => /^python3/.test(name));
  const folders = libraries.flatMap((name) => [join('lib', name, 'site-packages'), join('lib', name, 'dist-packages')]);
  return [...folders, join('Lib', 'site-packages')].map((folder) => join(prefix, folder));
}

function pinnedIn(folder: string, known: readonly Release[]): FoundRelease | undefined {
  const named = (inside: string, pattern: RegExp): string[] =>
    entriesIn(join(folder, inside))
      .filter((name) => pattern.test(name))
      .slice(0, MOST_PINS)
      .map((name) => join(inside, name));
  const own = PIN_FILES.flatMap((pattern) => named('.', pattern));
  for (const name of [...own, ...PIN_FOLDERS.flatMap(([inside, pattern]) => named(inside, pattern))]) {
    const pin = pinnedBy(folder, name, known, MOST_STEPS);
    if (pin) return pin;
  }
  return undefined;
}

/** What a file pins itself, else what a requirements file takes in from others beside or below it. */
function pinnedBy(folder: string, name: string, known: readonly Release[], steps: number): FoundRelease | undefined {
  const text = readSmall(join(folder, name), name.endsWith('.lock') ? MOST_BYTES_LOCKED : undefined) ?? '';
  const pin = pinIn(text, known);
  if (pin) return { version: pin.version, from: 'pin', evidence: `${name}:${pin.line}` };
  if (steps === 0 || !/\.(?:txt|in)$/.test(name)) return undefined;
  for (const other of filesIn(text).slice(0, MOST_PINS)) {
    const found = isAbsolute(other) ? undefined : pinnedBy(folder, join(dirname(name), other), known, steps - 1);
    if (found) return found;
  }
  return undefined;
}

/** A document inside a source tree of ms-swift is for that release. */
function sourceIn(folder: string): FoundRelease | undefined {
  const path = join(folder, 'swift', 'version.py');
  const version = existsSync(path) ? VERSION_LINE.exec(readSmall(path) ?? '')?.[1] : undefined;
  return version === undefined ? undefined : { version, from: 'pin', evidence: 'swift/version.py' };
}
