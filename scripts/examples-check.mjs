// `npm run examples:check -- PATH RELEASE`: lints every example script and config of an ms-swift source tree three times:
// in its tree, alone, so that the release is inferred from its flags, and for the given release. All must be free of
// errors except for mistakes of upstream, which scripts/upstream/examples.json lists. Exit code 1 if one is not.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { importBundled } from './bundle.mjs';
import { root } from './setup.mjs';

const [folder, release] = process.argv.slice(2);
if (!folder || !release) {
  console.error('usage: npm run examples:check -- PATH RELEASE, where PATH is a source tree of ms-swift');
  process.exit(2);
}
const { createSourceService, readDocument, isInRange } = await importBundled(
  'examples',
  `export { createSourceService } from './server/src/data/shippedService';
   export { readDocument } from './server/src/cli/files';
   export { isInRange } from './server/src/core/catalog/release';`,
);
const service = createSourceService();
const { releases } = service.catalog;
if (!releases.includes(release)) {
  console.error(
    `examples:check: "${release}" is not a known release; the catalog has ${releases[0]} to ${releases.at(-1)}`,
  );
  process.exit(2);
}
const { mistakes } = JSON.parse(readFileSync(join(root, 'scripts/upstream/examples.json'), 'utf8'));

const tree = join(folder, 'examples');
const examples = (existsSync(tree) ? readdirSync(tree, { recursive: true, encoding: 'utf8' }) : [])
  .filter((name) => /\.(?:sh|ya?ml)$/.test(name))
  .map((name) => resolve(folder, 'examples', name))
  .sort();

/** The three ways in which a release is chosen. */
const ways = {
  'in its tree': (path, text) => readDocument(service, path, text, {}).document,
  alone: (path, text) => service.read(text, service.findSyntax(undefined, path), {}),
  [`as ${release}`]: (path, text) => readDocument(service, path, text, { swiftVersion: release }).document,
};

const findMistake = (path, { rule, flags }) =>
  mistakes.find(
    (mistake) =>
      mistake.path === path &&
      mistake.rule === rule &&
      isInRange(release, mistake.releases) &&
      flags.includes(mistake.flag),
  );

let unexplained = 0;
let commands = 0;
const known = new Map();
for (const file of examples) {
  const path = relative(folder, file);
  const text = readFileSync(file, 'utf8');
  for (const [way, read] of Object.entries(ways)) {
    const document = read(file, text);
    if (way === 'alone') commands += document.reading.configs.length;
    for (const finding of service.lintDocument(document).filter(({ severity }) => severity === 'error')) {
      const mistake = findMistake(path, finding);
      if (mistake) known.set(`${path}: ${mistake.flag}: ${mistake.reason}`, true);
      else {
        unexplained++;
        const line = text.slice(0, finding.span.start).split('\n').length;
        console.log(`${path}:${line} (${way}): ${finding.message} [${finding.rule}]`);
      }
    }
  }
}
if (commands === 0) {
  console.error(`examples:check: no training command in ${tree}; PATH must be a source tree of ms-swift`);
  process.exit(2);
}
for (const line of known.keys()) console.log(`known: ${line}`);
console.log(
  `ms-swift ${release}: ${commands} commands in ${examples.length} files, ${unexplained} unexplained errors, ${known.size} known mistakes`,
);
process.exitCode = unexplained > 0 ? 1 : 0;
