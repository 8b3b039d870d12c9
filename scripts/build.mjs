// Bundles the extension, the server and the command line. `--watch` rebuilds on change.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { coreOptions } from './bundle.mjs';
import { embeddedKnowledge, externalKnowledge, writeKnowledge } from './knowledge.mjs';
import { minifyFile } from './minify.mjs';
import { treeShaking } from './tree-shaking.mjs';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, 'dist');

const shared = { ...coreOptions(root), format: 'cjs', minify: true, plugins: [treeShaking] };

// Shortens `_private` fields of packages. Our own code declares none, which test/core/tidy.test.ts checks.
const server = { mangleProps: /^_[a-z]/ };

const node = { plugins: [treeShaking, externalKnowledge], external: ['./planner.js'] };

const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...shared, ...node, ...server, entryPoints: ['server/src/main.node.ts'], outfile: 'dist/server.js' },
  { ...shared, ...node, entryPoints: ['server/src/core/planner.ts'], outfile: 'dist/planner.js' },
  {
    ...shared,
    ...node,
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
    ...server,
    platform: 'browser',
    format: 'iife',
    plugins: [treeShaking, embeddedKnowledge],
    entryPoints: ['server/src/main.worker.ts'],
    outfile: 'dist/server.worker.js',
  },
];

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
if (process.argv.includes('--watch')) {
  const rewriteKnowledge = { name: 'rewrite-knowledge', setup: ({ onEnd }) => onEnd(() => writeKnowledge(out)) };
  for (const bundle of bundles) {
    const plugins = bundle.outfile === 'dist/server.js' ? [...bundle.plugins, rewriteKnowledge] : bundle.plugins;
    await (await context({ ...bundle, plugins })).watch();
  }
} else {
  await Promise.all([writeKnowledge(out), ...bundles.map((bundle) => build(bundle))]);
  await Promise.all(['server.js', 'server.worker.js'].map((name) => minifyFile(join(out, name))));
}
