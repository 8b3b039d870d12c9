// Bundles the extension, the server and the command line. `--watch` rebuilds on change.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { hashSources, markBuilt } from './buildIfChanged.mjs';
import { bundles } from './bundles.mjs';
import { writeKnowledge } from './knowledge.mjs';
import { minifyFile } from './minify.mjs';
import { writeNotices } from './notices.mjs';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, 'dist');
const sources = hashSources();

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
if (process.argv.includes('--watch')) {
  const rewriteKnowledge = { name: 'rewrite-knowledge', setup: ({ onEnd }) => onEnd(() => writeKnowledge(out)) };
  for (const bundle of bundles) {
    const plugins = bundle.outfile === 'dist/server.js' ? [...bundle.plugins, rewriteKnowledge] : bundle.plugins;
    await (await context({ ...bundle, plugins })).watch();
  }
} else {
  const [results] = await Promise.all([Promise.all(bundles.map((bundle) => build(bundle))), writeKnowledge(out)]);
  writeNotices(results.map(({ metafile }) => metafile));
  await Promise.all(['server.js', 'server.worker.js'].map((name) => minifyFile(join(out, name))));
  markBuilt(sources);
}
