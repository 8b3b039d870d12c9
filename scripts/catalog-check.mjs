// `npm run catalog:check -- PATH [RELEASE]`: compares the catalog with an ms-swift source tree or installed package at PATH.
// Its dataclasses are read as text; no Python runs. Exit code: 0 no unexplained difference, 1 differences, 2 cannot compare.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { importBundled } from './bundle.mjs';
import { root } from './setup.mjs';

const [path, requested] = process.argv.slice(2);
if (!path) {
  console.error(
    'usage: npm run catalog:check -- PATH [RELEASE], where PATH is an ms-swift source tree or site-packages',
  );
  process.exit(2);
}
const { readTree, findDifferences, splitExplained, createSourceService, isInRange } = await importBundled(
  'catalog-check',
  `export { readTree } from './scripts/upstream/tree';
   export { findDifferences, splitExplained } from './scripts/upstream/compare';
   export { isInRange } from './server/src/core/catalog/release';
   export { createSourceService } from './server/src/data/shippedService';`,
);

let upstream;
try {
  upstream = readTree(resolve(path));
} catch (error) {
  console.error(`catalog:check: ${error.message}`);
  process.exit(2);
}
const { catalog } = createSourceService();
const { version, commands } = upstream;
const wanted = requested ?? version;
const release = catalog.releases.includes(wanted) ? wanted : catalog.releases.at(-1);
if (release !== wanted)
  console.log(`The catalog has no ${wanted}; it was compared with ${release}, its newest release.`);

const reasons = JSON.parse(readFileSync(resolve(root, 'scripts/upstream/explained.json'), 'utf8')).explained;
const { explained, unexplained } = splitExplained(findDifferences(catalog, release, commands), reasons, release);
const print = (value) => (value === undefined ? 'nothing' : JSON.stringify(value));
const describe = ({ flag, aspect, catalog: ours, upstream: theirs, commands: affected }) =>
  `${flag}: ${aspect} is ${print(ours)} in the catalog, ${print(theirs)} in ms-swift ${version} (${affected.join(', ')})`;

for (const difference of unexplained) console.log(describe(difference));
for (const { difference, reason } of explained) console.log(`explained: ${describe(difference)}\n    ${reason}`);
const sizes = [...commands].map(([command, flags]) => `${command} ${flags.size}`).join(', ');
console.log(`ms-swift ${version} (${sizes} flags): ${unexplained.length} differences, ${explained.length} explained`);
const unused = reasons.filter(
  ({ flag, aspect, releases }) =>
    isInRange(release, releases) &&
    !explained.some(({ difference }) => difference.flag === flag && difference.aspect === aspect),
);
for (const { flag, aspect } of unused) console.log(`no longer needed in explained.json: ${flag} ${aspect}`);
process.exitCode = unexplained.length > 0 ? 1 : 0;
