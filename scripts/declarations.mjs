// `npm run declarations -- FOLDER`: writes schemas/declarations.json, the places of all flags in the source code. FOLDER
// holds a source tree or installed package of each release, named by it. `npm run release` adds those of a new release.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { importBundled } from './bundle.mjs';
import { formatFiles } from './programs.mjs';
import { root } from './setup.mjs';

const { readTree, updateDeclarations } = await importBundled(
  'declarations',
  `export { readTree } from './scripts/upstream/tree';
   export { updateDeclarations } from './scripts/upstream/declarations';`,
);
const folder = resolve(process.argv[2] ?? '.');
const { releases } = JSON.parse(readFileSync(join(root, 'schemas/flags.json'), 'utf8'));
const declarations = releases.reduce(
  (known, release) => updateDeclarations(known, readTree(join(folder, release)), release),
  {},
);
const text = JSON.stringify({ $schema: './declarations.schema.json', declarations });
writeFileSync(join(root, 'schemas/declarations.json'), `${text}\n`);
formatFiles('schemas');
