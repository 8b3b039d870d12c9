// Splits the server in two: modules that no keystroke needs are bundled as `onDemand.js`, which their first call loads. The
// sources import them like any other module; in `server.js` a stub with the same functions takes the place of each.
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const BUNDLE = './onDemand.js';

/** The modules of the core that are loaded on demand. They may export functions only, besides types. */
const MODULES = [
  'catalog/collectScriptPins',
  'catalog/overlay',
  'catalog/pins',
  'catalog/source/dataclass',
  'catalog/source/declared',
  'catalog/specifiers',
  'features/completion/jsonKeys',
  'features/completion/modelineWords',
  'features/completion/start',
  'features/completion/topics',
  'features/explain',
  'features/fixes/budget',
  'features/fixes/findFindings',
  'features/fixes/fixAll',
  'features/fixes/quickFixes',
  'features/fixes/repairsOnLine',
  'features/fixes/suggestActions',
  'features/hover',
  'features/locateError',
  'features/markdown/describeMemory',
  'features/migrate/migrate',
  'features/migrate/modelineEdits',
  'features/newConfig/listModels',
  'features/newConfig/newConfig',
  'features/printResolved',
  'features/project/completeProject',
  'features/project/hoverProject',
  'features/refactor/refactor',
  'features/renameVariable',
  'features/resolve',
  'features/sbatchDirectives',
  'project/readProject',
  'project/resolveSettings',
  'syntax/shell/extractValue',
  'syntax/shell/interpreter/inputPlaceholders',
  'syntax/shell/printFile',
  'syntax/shell/printNewScript',
  'syntax/shell/sortFlags',
  'syntax/shell/writtenFlags',
  'syntax/yaml/comments',
  'syntax/yaml/printFile',
  'syntax/yaml/printNewFile',
].map((name) => resolve(root, 'server/src/core', `${name}.ts`));

/** The entry point of the bundle that holds them. */
export const onDemandEntry = {
  contents: MODULES.map((path) => `export * from ${JSON.stringify(path)};`).join('\n'),
  resolveDir: root,
};

/** Puts stubs in place of the modules. */
export const loadOnDemand = {
  name: 'load-on-demand',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]core[\\/](?:catalog|features|project|syntax)[\\/].+\.ts$/ }, async ({ path }) =>
      MODULES.includes(path) ? { contents: createStub(await listExports(path)), watchFiles: [path] } : undefined,
    );
  },
};

const createStub = (names) =>
  names.map((name) => `export const ${name} = (...args) => require('${BUNDLE}').${name}(...args);`).join('\n');

async function listExports(path) {
  const { metafile } = await build({ entryPoints: [path], format: 'esm', write: false, metafile: true, outdir: root });
  return Object.values(metafile.outputs)[0].exports;
}
