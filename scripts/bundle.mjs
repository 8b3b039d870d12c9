// How everything that holds the core is bundled, whatever it is for.
import { resolve } from 'node:path';

/** Options of esbuild. The ES module builds of the packages are taken also for Node: unused parts of them fall away. */
export const coreOptions = (root) => ({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  alias: { yaml: resolve(root, 'node_modules/yaml/browser/dist/index.js') },
});
