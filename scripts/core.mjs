// The product's own code for scripts: bundled when a script asks for it, so that no build has to come first.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { coreOptions } from './bundle.mjs';

const root = join(import.meta.dirname, '..');

/** Imports what TypeScript modules export, as in `export * from './server/src/data'`. */
export async function importCore(name, contents) {
  const outfile = join(root, `node_modules/.cache/${name}-${process.pid}.mjs`);
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...coreOptions(root),
    outfile,
    format: 'esm',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
