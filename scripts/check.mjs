// `npm run check`: types of every part, format and lint. The core is compiled with the types of the language only.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './setup.mjs';

const require = createRequire(import.meta.url);

/** Finds the program of a package, to be started without a shell. */
function findProgram(name, bin) {
  const manifest = require.resolve(`${name}/package.json`);
  return join(dirname(manifest), require(manifest).bin[bin]);
}

const tsc = findProgram('typescript', 'tsc');
const checks = [
  ...['server/src/core', 'server', 'client', 'client/tsconfig.page.json', 'test'].map((part) => [
    `types of ${part}`,
    [tsc, '-p', part],
  ]),
  ['generated files', [join(root, 'scripts/generate.mjs'), '--check']],
  ['format and lint', [findProgram('@biomejs/biome', 'biome'), 'check', '--error-on-warnings']],
];

const failed = checks.filter(([name, args]) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  return status !== 0;
});

if (process.env.PREFLIGHT_RESULTS) {
  const results = { passed: checks.length - failed.length, failed: failed.length, skipped: 0 };
  writeFileSync(process.env.PREFLIGHT_RESULTS, JSON.stringify(results));
}
process.exitCode = failed.length === 0 ? 0 : 1;
