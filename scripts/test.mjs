// `npm test`: installs missing packages, then checks and tests everything. Ends with each failure and the sum.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { npm, root, setUp } from './setup.mjs';

await setUp();

const scratch = mkdtempSync(join(tmpdir(), 'preflight-results-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Lines of a failure that the end repeats; its step has printed the rest. */
const MAX_FAILURE_LINES = 20;

/** Runs one script of package.json, and adds up the counts in the file that it writes. */
function runStep(script, readCounts) {
  const results = join(scratch, `${script}.json`);
  console.log(`\n── npm run ${script}`);
  const { status } = npm(['run', '--silent', script], { env: { ...process.env, PREFLIGHT_RESULTS: results } });
  let counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    counts = readCounts(JSON.parse(readFileSync(results, 'utf8')));
  } catch {
    // A script without results did not finish; its exit code is counted below.
  }
  // A step that exits with an error counts as failed even without a failed test.
  if (status !== 0 && counts.failed === 0) counts = { ...counts, failed: 1 };
  for (const key of Object.keys(totals)) totals[key] += counts[key] ?? 0;
  if (counts.failed > 0) failures.push(...(counts.failures ?? [`npm run ${script}: see its output above`]));
}

const toCounts = (results) => results;
const toVitestCounts = (results) => ({
  passed: results.numPassedTests,
  failed:
    results.numFailedTests +
    results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  skipped: results.numPendingTests,
  failures: results.testResults.flatMap(listFailures),
});

/** Lists the failed tests of a file, each with its message, or the file if none of its tests could start. */
function listFailures({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  if (status === 'failed' && assertionResults.length === 0) return [`${file}: ${message}`];
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => `${file}: ${test.fullName}\n${test.failureMessages.join('\n')}`);
}

runStep('check', toCounts);
runStep('unit', toVitestCounts);
runStep('launch', toVitestCounts);
runStep('e2e', toCounts);
rmSync(scratch, { recursive: true, force: true });

for (const failure of failures) console.log(`\nFAILED ${failure.split('\n', MAX_FAILURE_LINES).join('\n')}`);
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
