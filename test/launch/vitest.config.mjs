import { defineConfig } from 'vitest/config';

/** `npm run launch`: tests against a real Slurm, which is installed if it is missing. */
export default defineConfig({
  test: {
    include: ['test/launch/**/*.test.ts'],
    globalSetup: ['test/launch/slurmGlobalSetup.mjs'],
    // Real jobs take time, and on a small machine all nodes of a cluster share two cores.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: process.env.PREFLIGHT_RESULTS ? ['default', 'json'] : ['default'],
    ...(process.env.PREFLIGHT_RESULTS && { outputFile: process.env.PREFLIGHT_RESULTS }),
  },
});
