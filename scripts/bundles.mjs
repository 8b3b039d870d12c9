// The bundles in dist/, as options of esbuild.
import { join } from 'node:path';
import { coreOptions } from './bundle.mjs';
import { embeddedKnowledge, externalKnowledge } from './knowledge.mjs';
import { loadOnDemand, onDemandEntry } from './onDemand.mjs';
import { root } from './setup.mjs';
import { treeShaking } from './tree-shaking.mjs';

const shared = { ...coreOptions(root), format: 'cjs', minify: true, metafile: true, plugins: [treeShaking] };

// Shortens `_private` fields of packages. Our own code declares none, which test/core/tidy.test.ts checks.
const server = { mangleProps: /^_[a-z]/ };

const node = {
  plugins: [treeShaking, externalKnowledge],
  external: ['./planner.js', './sizing.js', './onDemand.js', './server.js', './agents.js', './mcp.js'],
};

// The SDK of the protocol of agents, without its compiler of JSON schemas. It contains code of others, with their notices.
const mcp = {
  ...shared,
  legalComments: 'inline',
  alias: { '@modelcontextprotocol/server/_shims': join(root, 'server/src/agents/mcpShims.ts') },
  entryPoints: ['server/src/agents/serveMcp.ts'],
  outfile: 'dist/mcp.js',
};

const page = { platform: 'browser', format: 'iife', target: 'chrome120' };

/** @type {import('esbuild').BuildOptions[]} */
export const bundles = [
  { ...shared, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  {
    ...shared,
    ...node,
    ...server,
    plugins: [...node.plugins, loadOnDemand],
    entryPoints: ['server/src/main.node.ts'],
    outfile: 'dist/server.js',
  },
  { ...shared, ...node, stdin: onDemandEntry, outfile: 'dist/onDemand.js' },
  { ...shared, ...node, entryPoints: ['server/src/core/planner.ts'], outfile: 'dist/planner.js' },
  { ...shared, ...node, entryPoints: ['server/src/core/sizing.ts'], outfile: 'dist/sizing.js' },
  { ...shared, ...node, entryPoints: ['server/src/agents/index.ts'], outfile: 'dist/agents.js' },
  mcp,
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
  // The pages of webviews, each with the style sheet of the same name.
  { ...shared, ...page, entryPoints: ['client/src/launch/run/page/main.ts'], outfile: 'dist/run.js' },
  { ...shared, ...page, entryPoints: ['client/src/memory/page/main.ts'], outfile: 'dist/memory.js' },
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
