// Data files are most of what ships, most of it words that repeat. They travel packed. For Node they stand beside the
// bundles, once for all of them: `knowledge.br` is what judges, read at the start; `texts.br` is what explains, read when
// somebody asks. A worker cannot read files while it starts, and carries everything inside.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import { bundled } from './bundle.mjs';
import { root } from './setup.mjs';
import { codeWithoutTexts, TEXTS, textsOf, withoutTexts } from './texts.mjs';

const schemas = join(root, 'schemas');
const isData = /^(?!.*\.schema\.json$).*\.json$|^json[\\/]/;
const readData = (name) => JSON.parse(readFileSync(join(schemas, name), 'utf8'));
const nameOf = (path) => relative(schemas, path).replaceAll('\\', '/');

/** Writes the two files beside the bundles for Node. */
export async function writeKnowledge(folder) {
  const names = readdirSync(schemas, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const files = names.filter((name) => isData.test(name)).map((name) => [name, withoutTexts(name, readData(name))]);
  const knowledge = { files: Object.fromEntries(files), texts: TEXTS };
  writeFileSync(join(folder, 'knowledge.br'), brotliCompressSync(JSON.stringify(knowledge)));
  const { shippedService } = await bundled('texts', `export { shippedService } from './server/src/data.ts'`);
  writeFileSync(join(folder, 'texts.br'), brotliCompressSync(JSON.stringify(textsOf(shippedService()))));
}

const onSchemas = { filter: /[\\/]schemas[\\/].*\.json$/ };
const onRules = { filter: /[\\/]core[\\/]rules[\\/][^\\/]+\.ts$/ };

/** A plugin of esbuild for Node: data comes from beside the bundle, and rules have no texts of their own. */
export const knowledgeBeside = {
  name: 'knowledge-beside',
  setup({ onLoad }) {
    onLoad(onSchemas, ({ path }) => ({
      contents: `import { knowledge } from './server/src/knowledge.node';\nexport default knowledge(${JSON.stringify(nameOf(path))});`,
      resolveDir: root,
      watchFiles: [path],
    }));
    onLoad(onRules, async ({ path }) => ({
      contents: await codeWithoutTexts(readFileSync(path, 'utf8')),
      watchFiles: [path],
    }));
  },
};

/** A plugin of esbuild for a worker: data is inside the bundle, and unpacked once when it starts. */
export const knowledgeInside = {
  name: 'knowledge-inside',
  setup({ onLoad }) {
    onLoad(onSchemas, ({ path }) => {
      const packed = deflateRawSync(JSON.stringify(readData(nameOf(path))), { level: 9 }).toString('base64');
      return {
        contents: `import { unpack } from './server/src/unpack.worker';\nexport default unpack(${JSON.stringify(packed)});`,
        resolveDir: root,
        watchFiles: [path],
      };
    });
  },
};
