// Packages of ms-swift, its Megatron bridge and core: downloaded with pip once, and read without running any of their code.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cachePath } from '../cache.mjs';
import { runPip, runProgram, systemPython } from '../programs.mjs';

const here = import.meta.dirname;

/** Versions of Python that packages are built for, in turn: this machine may have another one, and files are only read. */
const PYTHON_VERSIONS = ['3.12', '3.11', '3.10'];

const ANY_PYTHON = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', '--python-version'];

/** Downloads the newest version of a package in a range such as `==4.6.0` or `>=1.6.3,<2`. Returns its folder and version. */
export function downloadPackage(name, range) {
  const known = findDownloaded(name, range);
  if (known) return { folder: folderOf(name, known), version: known };
  mkdirSync(cachePath('packages'), { recursive: true });
  const temporary = mkdtempSync(cachePath('packages', 'download-'));
  try {
    downloadWheel(temporary, `${name}${range}`);
    const wheel = readdirSync(temporary).find((file) => file.endsWith('.whl')) ?? '';
    const version = wheel.split('-')[1] ?? '';
    const folder = folderOf(name, version);
    if (!existsSync(folder)) {
      runProgram(systemPython, ['-m', 'zipfile', '-e', join(temporary, wheel), join(temporary, 'files')]);
      renameSync(join(temporary, 'files'), folder);
    }
    return { folder, version };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The version of a package that was downloaded before, for a range such as `==4.6.0` or `==0.13.*`. */
function findDownloaded(name, range) {
  const [, exact = '', isPrefix] = /^==([\d.]+\w*?)(\*)?$/.exec(range) ?? [];
  if (exact === '' || !existsSync(cachePath('packages'))) return undefined;
  const versions = readdirSync(cachePath('packages')).flatMap((entry) =>
    entry.startsWith(`${name}-`) && !entry.endsWith('.json') ? [entry.slice(name.length + 1)] : [],
  );
  return versions.find((version) => (isPrefix ? version.startsWith(exact) : version === exact));
}

function downloadWheel(folder, requirement) {
  for (const [index, version] of PYTHON_VERSIONS.entries()) {
    try {
      return runPip(systemPython, ['download', ...ANY_PYTHON, version, '--dest', folder, requirement]);
    } catch (error) {
      if (index === PYTHON_VERSIONS.length - 1) throw error;
    }
  }
}

const folderOf = (name, version) => cachePath('packages', `${name}-${version}`);

/** Reads the facts of packages by folder. Those of a downloaded package are kept beside it. */
export function readFacts(folders) {
  const scripts = readdirSync(here).filter((name) => name.endsWith('.py'));
  const hash = createHash('sha256');
  for (const name of scripts.sort()) hash.update(readFileSync(join(here, name)));
  const keptAt = (folder) => `${folder}.facts-${hash.copy().digest('hex').slice(0, 8)}.json`;
  const isKept = (folder) => folder.startsWith(cachePath('packages')) && existsSync(keptAt(folder));
  const missing = folders.filter((folder) => !isKept(folder));
  const printed = missing.length > 0 ? runProgram(systemPython, ['-B', join(here, 'facts.py'), ...missing]) : '{}';
  const read = JSON.parse(printed);
  for (const folder of missing)
    if (folder.startsWith(cachePath('packages'))) writeFileSync(keptAt(folder), JSON.stringify(read[folder]));
  return folders.map((folder) => read[folder] ?? JSON.parse(readFileSync(keptAt(folder), 'utf8')));
}

/** The metadata of a downloaded or installed package; an empty text for a source tree. */
export function readMetadata(folder, name) {
  const info = readdirSync(folder).find(
    (each) => each.startsWith(`${name.replaceAll('-', '_')}-`) && each.endsWith('.dist-info'),
  );
  return info ? readFileSync(join(folder, info, 'METADATA'), 'utf8') : '';
}
