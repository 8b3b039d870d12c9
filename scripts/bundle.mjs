// Bundling of everything that contains the core.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup.mjs';

/**
 * Options of esbuild. The ES module builds of packages are preferred, since their unused parts are dropped.
 * @returns {import('esbuild').BuildOptions}
 */
export const coreOptions = (root) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  // The build for browsers is the same code as ES modules, without imports from Node.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
});

/** Imports TypeScript of this repository into a script, as one bundle. */
export async function importBundled(name, contents) {
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  const [{ text, hash }] = (await build({ stdin, ...coreOptions(root), format: 'esm', write: false })).outputFiles;
  // A module is imported once, so other contents need another file name.
  const file = join(root, `node_modules/.cache/${name}-${hash.replace(/\W/g, '_')}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return import(pathToFileURL(file).href);
}
