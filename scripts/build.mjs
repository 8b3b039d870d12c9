// Bundles what ships: the extension, the server and the command line. `--watch` rebuilds on change.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, context } from 'esbuild';
import { coreOptions } from './bundle.mjs';
import { packedData } from './packedData.mjs';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, 'dist');

const shared = { ...coreOptions(root), format: 'cjs', minify: true };

const inNode = [packedData('unpack.node')];

const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...shared, plugins: inNode, entryPoints: ['server/src/main.node.ts'], outfile: 'dist/server.js' },
  {
    ...shared,
    plugins: inNode,
    entryPoints: ['server/src/main.cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...shared,
    platform: 'browser',
    entryPoints: ['client/src/extension.web.ts'],
    outfile: 'dist/extension.web.js',
    external: ['vscode'],
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    plugins: [packedData('unpack.worker')],
    entryPoints: ['server/src/main.worker.ts'],
    outfile: 'dist/server.worker.js',
  },
];

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  rmSync(out, { recursive: true, force: true });
  await Promise.all(bundles.map((bundle) => build(bundle)));
}
