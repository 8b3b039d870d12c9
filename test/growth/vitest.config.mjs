import { defineConfig } from 'vitest/config';

/** Measures times for many minutes, so it is not part of `npm test`. */
export default defineConfig({ test: { include: ['test/growth/**/*.test.ts'] } });
