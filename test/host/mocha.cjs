/**
 * The test suite for VS Code's extension host: runs mocha on the *.test.js and *.test.cjs files of one folder.
 *
 * E2E_TESTS    the folder
 * TEST_RESULT  file for the result as JSON: the exit code of VS Code is not reliable, since it may be 0 after the loss
 *              of the extension host (see index.mjs)
 *
 * It is CommonJS, since every extension host can load that.
 */
const { readdirSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

exports.run = async function run() {
  const folder = process.env.E2E_TESTS;
  if (!folder) throw new Error('E2E_TESTS is not set to a folder of tests');
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
