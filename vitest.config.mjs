import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Tests in folders below `test`. Everything they state is a fact of text in, answer out; what needs an editor is in test/e2e. */
const project = (name, folders, more = {}) => ({
  extends: true,
  test: { name, include: [`test/{${folders},}/**/*.test.ts`], ...more },
});

/** Modules that load a bundle from next to the server; tests of the sources have the same functions from the sources. */
const bundlesAsSources = [
  {
    find: /^.*\/host\/(planner|sizing)$/,
    replacement: resolve(import.meta.dirname, 'test/support/bundles/$1.ts'),
  },
];

export default defineConfig({
  test: {
    // No test changes anything that another one could see.
    isolate: false,
    reporters: process.env.PREFLIGHT_RESULTS ? ['default', 'json'] : ['default'],
    ...(process.env.PREFLIGHT_RESULTS && { outputFile: process.env.PREFLIGHT_RESULTS }),
    projects: [
      project('core', 'core'),
      // Only an editor has the module `vscode`; the tests get a minimal one.
      project('client', 'client', { alias: { vscode: resolve(import.meta.dirname, 'test/support/vscode.ts') } }),
      project('scripts', 'scripts'),
      project('machine', 'machine'),
      project('rules', 'rules'),
      project('property', 'property', { alias: bundlesAsSources }),
      project('oracle', 'oracle'),
      // The language server and the command line are tested as they ship.
      project('shipped', 'cli,lsp,soak,editors', {
        globalSetup: ['test/support/build.mjs', 'test/support/strace.mjs'],
      }),
    ],
  },
});
