import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { PIN_FILES, pinIn } from './core/catalog/pins';
import type { FoundRelease, Release } from './core/catalog/release';
import { entriesIn, readSmall } from './host.node';

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
    ...folders.flatMap((each) => ['.venv', 'venv'].map((name) => join(each, name))),
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

function installedIn(prefix: string): Release | undefined {
  const libraries = entriesIn(join(prefix, 'lib')).filter((name) => /^python3/.test(name));
  const packages = [...libraries.map((name) => join('lib', name, 'site-packages')), join('Lib', 'site-packages')];
  for (const folder of packages) {
    for (const name of entriesIn(join(prefix, folder))) {
      const version = DIST_INFO.exec(name)?.[1];
      if (version !== undefined) return version;
    }
  }
  return undefined;
}

function pinnedIn(folder: string, known: readonly Release[]): FoundRelease | undefined {
  const names = entriesIn(folder);
  for (const pattern of PIN_FILES) {
    for (const name of names.filter((each) => pattern.test(each)).slice(0, MOST_PINS)) {
      const pin = pinIn(readSmall(join(folder, name)) ?? '', known);
      if (pin) return { version: pin.version, from: 'pin', evidence: `${name}:${pin.line}` };
    }
  }
  return undefined;
}

/** A document inside a source tree of ms-swift is for that release. */
function sourceIn(folder: string): FoundRelease | undefined {
  const path = join(folder, 'swift', 'version.py');
  const version = existsSync(path) ? VERSION_LINE.exec(readSmall(path) ?? '')?.[1] : undefined;
  return version === undefined ? undefined : { version, from: 'pin', evidence: 'swift/version.py' };
}
