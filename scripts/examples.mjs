// `npm run examples -- FOLDER...`: compares our reading of ms-swift's example scripts with bash. Each FOLDER is a checkout, or its
// folder of examples.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const folders = process.argv.slice(2).map((folder) => resolve(folder));
if (folders.length === 0) {
  console.error('usage: npm run examples -- FOLDER...');
  process.exit(2);
}
const env = { ...process.env, PREFLIGHT_EXAMPLES: folders.join(':') };
const { status } = spawnSync('vitest', ['run', 'test/oracle/examples.test.ts'], { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
