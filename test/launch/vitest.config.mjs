import { defineConfig } from 'vitest/config';

/** `npm run launch`: launching against a real Slurm, which is installed where it is missing. */
export default defineConfig({
  test: {
    include: ['test/launch/**/*.test.ts'],
    globalSetup: ['test/launch/setup.mjs'],
    // Jobs take as long as they take, and the two cores of a small machine are shared by all nodes of a cluster.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: process.env.PREFLIGHT_RESULTS ? ['default', 'json'] : ['default'],
    ...(process.env.PREFLIGHT_RESULTS && { outputFile: process.env.PREFLIGHT_RESULTS }),
  },
});
