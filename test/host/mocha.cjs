/**
 * The test suite as VS Code's extension host loads it: mocha over the *.test.js and *.test.cjs files of one folder.
 *
 * E2E_TESTS    the folder
 * TEST_RESULT  where the verdict is written, as JSON: the exit code of VS Code alone cannot be trusted, since a lost
 *              extension host may well end with 0 (see index.mjs)
 *
 * It is CommonJS because that is what every extension host can load.
 */
const { readdirSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

exports.run = async function run() {
  const folder = process.env.E2E_TESTS;
  if (!folder) throw new Error('E2E_TESTS names no folder of tests');
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => /\.test\.c?js$/.test(file) && !file.split(path.sep).includes('node_modules'))
    .sort()
    .map((file) => path.join(folder, file));
  if (files.length === 0) throw new Error(`no *.test.js or *.test.cjs in ${folder}`);

  const fromProject = createRequire(path.resolve(__dirname, '..', '..', 'package.json'));
  const { default: Mocha } = await import(pathToFileURL(fromProject.resolve('mocha')).href);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 30_000, color: false });
  for (const file of files) mocha.addFile(file);

  const failed = [];
  const stats = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test, error) =>
      failed.push({ title: test.fullTitle(), message: error?.stack ?? error?.message ?? String(error) }),
    );
  });
  const { passes, failures, pending, duration } = stats;
  if (process.env.TEST_RESULT) {
    writeFileSync(process.env.TEST_RESULT, JSON.stringify({ passes, failures, pending, duration, failed }));
  }
  if (failures > 0) throw new Error(`${failures} of ${passes + failures} tests failed`);
};
