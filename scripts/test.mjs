// `npm test`: installs what is missing, then checks and tests everything. The last line counts it all.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, setUp } from './setup.mjs';

setUp();

const scratch = mkdtempSync(join(tmpdir(), 'preflight-results-'));
const sum = { passed: 0, failed: 0, skipped: 0 };

/** Runs one script of package.json. What it counted is read from the file that it writes. */
function step(script, read) {
  const results = join(scratch, `${script}.json`);
  console.log(`\n── npm run ${script}`);
  const { status } = npm(['run', '--silent', script], { env: { ...process.env, PREFLIGHT_RESULTS: results } });
  let counted = { passed: 0, failed: 0, skipped: 0 };
  try {
    counted = read(JSON.parse(readFileSync(results, 'utf8')));
  } catch {
    // A script that wrote no results did not come to an end; its exit code says so below.
  }
  // A step that ends badly without naming a failed test has failed all the same.
  if (status !== 0 && counted.failed === 0) counted = { ...counted, failed: 1 };
  for (const key of Object.keys(sum)) sum[key] += counted[key] ?? 0;
}

const asCounted = (results) => results;
const asVitest = (results) => ({
  passed: results.numPassedTests,
  failed:
    results.numFailedTests +
    results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  skipped: results.numPendingTests,
});

step('check', asCounted);
step('unit', asVitest);
step('launch', asVitest);
step('e2e', asCounted);
rmSync(scratch, { recursive: true, force: true });

const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
