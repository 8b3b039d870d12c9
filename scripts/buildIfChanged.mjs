// Builds dist/ unless it was built from the present files. `npm run build` always builds.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';
import { runQuietly } from './step.mjs';

/** The files and folders that the bundles and the package are made of. */
const SOURCES = [
  ...['client', 'docs', 'samples', 'schemas', 'scripts', 'server', 'snippets', 'syntaxes'],
  ...['.vscodeignore', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package-lock.json', 'package.json'],
];

/** Next to the bundles: a build removes it first and writes it last. */
const stampFile = join(root, 'dist', '.sources');

/** Returns a text that changes with any source file. */
export function hashSources() {
  const hash = createHash('sha256');
  const add = (path) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  };
  for (const name of SOURCES) add(join(root, name));
  return hash.digest('hex');
}

export const isBuilt = (sources = hashSources()) =>
  existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources;

/** Builds unless nothing has changed. Returns the hash of the sources. */
export async function buildIfChanged() {
  const sources = hashSources();
  if (isBuilt(sources)) return sources;
  await runQuietly(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root });
  return sources;
}

/** Marks dist/ as built from the sources with this hash, which was computed before the build. */
export const markBuilt = (sources) => writeFileSync(stampFile, sources);
