import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{client,core,rules,property,cli,lsp,oracle}/**/*.test.ts'],
    // The language server and the command line are tested as they ship.
    globalSetup: ['test/support/build.mjs'],
    // No test changes anything that another one could see.
    isolate: false,
    // Everything that these tests state is a fact of text in, answer out; what needs an editor is in test/e2e.
    reporters: process.env.PREFLIGHT_RESULTS ? ['default', 'json'] : ['default'],
    ...(process.env.PREFLIGHT_RESULTS && { outputFile: process.env.PREFLIGHT_RESULTS }),
  },
});
