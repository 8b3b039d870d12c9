// Packs the data files, which are most of the package and repeat themselves. For Node they lie next to the bundles, which
// share them: `knowledge.br`, which linting needs, is read at the start; `texts.br`, which explains, at the first
// explanation. A worker cannot read files while it starts, so its bundle contains everything.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import { importBundled } from './bundle.mjs';
import { root } from './setup.mjs';
import { removeTexts, separateTexts, textsOf } from './texts.mjs';

const schemas = join(root, 'schemas');
/** The data of the product; reviewed.json and verified-rules.json are only for scripts. */
const isData = /^(?!.*\.schema\.json$|(?:reviewed|verified-rules)\.json$).*\.json$|^json[\\/]/;
const readData = (name) => JSON.parse(readFileSync(join(schemas, name), 'utf8'));
const nameOf = (path) => relative(schemas, path).replaceAll('\\', '/');

/** JSON in ASCII, which decodes faster. */
const toJson = (value) =>
  JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The packed texts: `knowledge`, without what only explains and with one line per list, and `texts`. */
async function createPackedFiles() {
  const names = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const files = names.filter((name) => isData.test(name)).map((name) => [name, separateTexts(name, readData(name))]);
  const { createSourceService } = await importBundled(
    'texts',
    `export { createSourceService } from './server/src/data/shippedService';`,
  );
  const lines = [];
  const index = files.map(([name, { rest, lists }]) => {
    const numbered = Object.entries(lists).map(([key, columns]) => [key, lines.push(toJson(columns))]);
    return [name, { rest, lists: Object.fromEntries(numbered) }];
  });
  const first = toJson({ files: Object.fromEntries(index) });
  return { knowledge: [first, ...lines].join('\n'), texts: toJson(textsOf(createSourceService())) };
}

/** Writes the two files next to the bundles for Node. */
export async function writeKnowledge(folder) {
  for (const [name, data] of Object.entries(await createPackedFiles()))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(data));
}

/** The same as a module, for a worker. */
async function createPackedModule() {
  const constants = Object.entries(await createPackedFiles()).map(([name, data]) => {
    const packed = deflateRawSync(data, { level: 9 }).toString('base64');
    return `export const ${name} = ${JSON.stringify(packed)};`;
  });
  return constants.join('\n');
}

/** Creates a plugin of esbuild that reads data files from the module `from`, and removes the texts of rules. */
const createKnowledgePlugin = (from, setup = () => {}) => ({
  name: 'knowledge',
  setup(build) {
    build.onLoad({ filter: /[\\/]schemas[\\/].*\.json$/ }, ({ path }) => ({
      contents: `import { knowledge } from ${JSON.stringify(from)};\nexport default knowledge(${JSON.stringify(nameOf(path))});`,
      resolveDir: root,
      watchFiles: [path],
    }));
    build.onLoad({ filter: /[\\/]core[\\/]rules[\\/].+\.ts$/ }, async ({ path }) => ({
      contents: await removeTexts(readFileSync(path, 'utf8')),
      watchFiles: [path],
    }));
    setup(build);
  },
});

/** For Node: data next to the bundle. */
export const externalKnowledge = createKnowledgePlugin('./server/src/data/knowledge.node');

/** For a worker: data inside the bundle. */
export const embeddedKnowledge = createKnowledgePlugin(
  './server/src/data/knowledge.worker',
  ({ onResolve, onLoad }) => {
    onResolve({ filter: /^packed-knowledge$/ }, ({ path }) => ({ path, namespace: 'packed' }));
    onLoad({ filter: /.*/, namespace: 'packed' }, async () => ({ contents: await createPackedModule() }));
  },
);
