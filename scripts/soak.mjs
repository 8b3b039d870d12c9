/**
 * `npm run soak -- [--seed N] [--edits N] [--documents N] [--lines N] [--rounds N]`: edits documents in dist/server.js for
 * a long time, compares it with fresh servers, and feeds hostile input to it and to everything that reads the output of
 * programs. The exit code is 1 if a goal is missed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { coreOptions } from './bundle.mjs';
import { root, setUp } from './setup.mjs';

setUp();

const OPTIONS = { seed: 'seed', edits: 'edits', documents: 'documents', lines: 'maxLines', rounds: 'rounds' };

/** Reads the options, all of which are numbers. */
function readOptions() {
  const types = Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options: types });
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!/^\d+$/.test(value)) throw new Error(`--${name} needs a number, not ${value}.`);
      return [OPTIONS[name], Number(value)];
    }),
  );
}

const options = readOptions();
execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });

// The sources find dist/ and test/ two levels above their own folder.
const outfile = join(root, 'node_modules/.cache/soak.mjs');
const contents = `export { FULL, runSoak } from './test/soak/soak'; export { checkGoals, printReport } from './test/soak/report';`;
const stdin = { contents, resolveDir: root, sourcefile: 'soak.ts', loader: 'ts' };
await build({ ...coreOptions(root), stdin, outfile, format: 'esm', external: ['vscode-*'] });
const { FULL, runSoak, checkGoals, printReport } = await import(pathToFileURL(outfile).href);

const folder = mkdtempSync(join(tmpdir(), 'preflight-soak-'));
const started = performance.now();
const log = (line) => console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line}`);
try {
  const all = { ...FULL, ...options, folder, log };
  log(`seed ${all.seed}: ${all.edits} edits in ${all.documents} documents of up to ${all.maxLines} lines`);
  const result = await runSoak(all);
  console.log(printReport(result));
  process.exitCode = checkGoals(result).every(({ isMet }) => isMet) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
