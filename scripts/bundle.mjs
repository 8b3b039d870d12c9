// How everything that holds the core is bundled, whatever it is for.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup.mjs';

/** Options of esbuild. The ES module builds of packages are preferred: unused parts of them fall away. */
export const coreOptions = (root) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  // The build for browsers is the same code as ES modules, and asks Node for nothing.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
});

/** The exports of some TypeScript of this repository, bundled so that a script can call it. */
export async function bundled(name, contents) {
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  const [{ text, hash }] = (await build({ stdin, ...coreOptions(root), format: 'esm', write: false })).outputFiles;
  // A module is imported once: other contents need another name.
  const file = join(root, `node_modules/.cache/${name}-${hash.replace(/\W/g, '_')}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return import(pathToFileURL(file).href);
}
