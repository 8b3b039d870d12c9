// Data files are most of what ships, most of it words that repeat. They travel packed. For Node they stand beside the
// bundles, once for all of them: `knowledge.br` is what judges, read at the start; `texts.br` is what explains, read when
// somebody asks. A worker cannot read files while it starts, and carries everything inside.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import { bundled } from './bundle.mjs';
import { root } from './setup.mjs';
import { codeWithoutTexts, textsOf, withoutTexts } from './texts.mjs';

const schemas = join(root, 'schemas');
const isData = /^(?!.*\.schema\.json$).*\.json$|^json[\\/]/;
const readData = (name) => JSON.parse(readFileSync(join(schemas, name), 'utf8'));
const nameOf = (path) => relative(schemas, path).replaceAll('\\', '/');

/** JSON in ASCII, which is quicker to read. */
const json = (value) =>
  JSON.stringify(value).replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What is packed: `knowledge`, less what only explains, its lists in lines of their own; and `texts`. */
async function packable() {
  const names = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const files = names.filter((name) => isData.test(name)).map((name) => [name, withoutTexts(name, readData(name))]);
  const { createSourceService } = await bundled(
    'texts',
    `export { createSourceService } from './server/src/data/shippedService';`,
  );
  const lines = [];
  const index = files.map(([name, { rest, lists }]) => {
    const numbered = Object.entries(lists).map(([key, columns]) => [key, lines.push(json(columns))]);
    return [name, { rest, lists: Object.fromEntries(numbered) }];
  });
  const first = json({ files: Object.fromEntries(index) });
  return { knowledge: [first, ...lines].join('\n'), texts: json(textsOf(createSourceService())) };
}

/** Writes the two files beside the bundles for Node. */
export async function writeKnowledge(folder) {
  for (const [name, data] of Object.entries(await packable()))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(data));
}

/** The same as a module, for a worker. */
async function inside() {
  const constants = Object.entries(await packable()).map(([name, data]) => {
    const packed = deflateRawSync(data, { level: 9 }).toString('base64');
    return `export const ${name} = ${JSON.stringify(packed)};`;
  });
  return constants.join('\n');
}

/** A plugin of esbuild: `from` gives what data files say, and rules have no texts of their own. */
const knowledgeFrom = (from, setup = () => {}) => ({
  name: 'knowledge',
  setup(build) {
    build.onLoad({ filter: /[\\/]schemas[\\/].*\.json$/ }, ({ path }) => ({
      contents: `import { knowledge } from ${JSON.stringify(from)};\nexport default knowledge(${JSON.stringify(nameOf(path))});`,
      resolveDir: root,
      watchFiles: [path],
    }));
    build.onLoad({ filter: /[\\/]core[\\/]rules[\\/].+\.ts$/ }, async ({ path }) => ({
      contents: await codeWithoutTexts(readFileSync(path, 'utf8')),
      watchFiles: [path],
    }));
    setup(build);
  },
});

/** For Node, data comes from beside the bundle. */
export const knowledgeBeside = knowledgeFrom('./server/src/data/knowledge.node');

/** For a worker, it is inside. */
export const knowledgeInside = knowledgeFrom('./server/src/data/knowledge.worker', ({ onResolve, onLoad }) => {
  onResolve({ filter: /^packed-knowledge$/ }, ({ path }) => ({ path, namespace: 'packed' }));
  onLoad({ filter: /.*/, namespace: 'packed' }, async () => ({ contents: await inside() }));
});
