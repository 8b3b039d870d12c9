// Data files are more than half of a bundle's weight, most of it words that repeat. They travel packed.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';
import { root } from './setup.mjs';

/** Node has Brotli built in; what a worker unpacks with knows deflate. */
const PACK = {
  'unpack.node': (text) => brotliCompressSync(text),
  'unpack.worker': (text) => deflateRawSync(text, { level: 9 }),
};

/** A plugin of esbuild: what is imported from `schemas/` is packed, and unpacked once when the bundle starts. */
export const packedData = (unpackedBy) => ({
  name: 'packed-data',
  setup(build) {
    build.onLoad({ filter: /[\\/]schemas[\\/].*\.json$/ }, ({ path }) => {
      const packed = PACK[unpackedBy](JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))).toString('base64');
      return {
        contents: `import { unpack } from './server/src/${unpackedBy}';\nexport default unpack(${JSON.stringify(packed)});`,
        resolveDir: root,
        watchFiles: [path],
      };
    });
  },
});
