// How everything that holds the core is bundled, whatever it is for.
import { join } from 'node:path';
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
  const outfile = join(root, `node_modules/.cache/${name}.mjs`);
  const stdin = { contents, resolveDir: root, loader: 'ts' };
  await build({ stdin, ...coreOptions(root), outfile, format: 'esm' });
  return import(pathToFileURL(outfile).href);
}
