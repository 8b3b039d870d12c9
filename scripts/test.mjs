// `npm test`: installs missing packages, then checks and tests everything. The last line is the sum.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, setUp } from './setup.mjs';

await setUp();

const scratch = mkdtempSync(join(tmpdir(), 'preflight-results-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

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
}

const toCounts = (results) => results;
const toVitestCounts = (results) => ({
  passed: results.numPassedTests,
  failed:
    results.numFailedTests +
    results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  skipped: results.numPendingTests,
});

runStep('check', toCounts);
runStep('unit', toVitestCounts);
runStep('launch', toVitestCounts);
runStep('e2e', toCounts);
rmSync(scratch, { recursive: true, force: true });

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
