import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Builds the bundles that the tests of the server and the command line run. */
export default function build() {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../scripts/build.mjs')], { stdio: 'inherit' });
}
