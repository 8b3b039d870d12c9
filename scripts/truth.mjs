// `npm run truth -- X [CASES...]`: installs ms-swift X with its Megatron core and bridge, runs given and generated command
// lines through its real code, and compares the verdicts with ours. See scripts/truth/README.md.
// Exit code: 0 we report no wrong error, 1 we do, 2 it cannot compare.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { cachePath } from './cache.mjs';
import { formatFiles } from './programs.mjs';
import { root } from './setup.mjs';
import { installRelease } from './truth/install.mjs';
import { readParser, runCases } from './truth/verdicts.mjs';

const USAGE = `usage: npm run truth -- X [CASES.jsonl...] [--generate N] [--seed S] [--since RELEASE] [--models FOLDER]
       [--core VERSION] [--bridge VERSION] [--fixes] [--known] [--record N] [--list] [--fresh]
  CASES       command lines; by default the recorded sample of the newest release up to X
  --generate  adds N command lines, created from accepted ones; --seed creates other ones
  --since     adds command lines for each flag that RELEASE lacks, which is installed too
  --models    the folder of config.json files that cases name
  --core      the Megatron core, --bridge the mcore-bridge; by default those that pip chooses
  --fixes     applies the first fixes of each reject until no error is left, and runs the result
  --known     takes the verdicts of CASES as they are, so that only repaired command lines run
  --record    writes N of the verdicts to test/data/verdicts.jsonl, instead of those of X
  --list      prints each case with another result
  --fresh     installs again`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    generate: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    since: { type: 'string' },
    models: { type: 'string' },
    core: { type: 'string' },
    bridge: { type: 'string' },
    fixes: { type: 'boolean' },
    known: { type: 'boolean' },
    record: { type: 'string' },
    list: { type: 'boolean' },
    fresh: { type: 'boolean' },
  },
});
const [release, ...files] = positionals;
if (!release) fail(USAGE);

function fail(message) {
  console.error(message);
  process.exit(2);
}

const truth = await importBundled(
  'truth',
  `export * from './scripts/truth/mutations';
   export * from './scripts/truth/compare';
   export * from './scripts/truth/fixes';
   export * from './scripts/truth/sample';
   export * from './scripts/truth/table';
   export { printShort } from './scripts/upstream/flagsText';
   export { createRandom } from './test/soak/random';
   export { readCases, readModel, kindOf, findFlags } from './test/support/verdicts';
   export { compareReleases } from './server/src/core/catalog/release';
   export { createSourceService } from './server/src/data/shippedService';`,
);

const SAMPLE = join(root, 'test/data/verdicts.jsonl');
const SAMPLE_MODELS = join(root, 'test/data/verdict-models.json');
const sampleModels = JSON.parse(readFileSync(SAMPLE_MODELS, 'utf8'));

/** The recorded verdicts of the newest release up to X, as cases. */
function readSample() {
  const recorded = truth.readCases(SAMPLE);
  const releases = [...new Set(recorded.map((each) => each.release))].filter(
    (each) => truth.compareReleases(each, release) <= 0,
  );
  const newest = releases.sort(truth.compareReleases).at(-1);
  return recorded.filter((each) => each.release === newest).map((each) => truth.toCase(each, sampleModels));
}

/** Runs a step and prints its time. */
async function timed(name, step) {
  const started = performance.now();
  const result = await step();
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  return result;
}

const given = files.length > 0 ? files.flatMap((file) => truth.readCases(resolve(file))) : readSample();
const models = values.models ? resolve(values.models) : root;

/** The cases as the Python part reads them, without their verdicts. */
const toInput = ({ id, group, argv, env, modelConfig, sandbox }) => ({ id, group, argv, env, modelConfig, sandbox });

/** Cases created from the given ones, and those about flags that an older release lacks. */
function createCases(installed) {
  const parser = readParser(installed);
  const accepted = given.filter(({ verdict = 'accept' }) => verdict === 'accept');
  const random = truth.createRandom(Number(values.seed));
  const cases = truth.generateCases(accepted, parser, Number(values.generate), random);
  if (!values.since) return cases;
  const older = readParser(installRelease(values.since, {}));
  return [...cases, ...truth.casesOfNewFlags(accepted, parser, older, random)];
}

async function compare() {
  const installed = await timed(`ms-swift ${release} installed`, () => installRelease(release, values));
  for (const line of readFileSync(join(installed.home, 'versions.txt'), 'utf8').split('\n'))
    if (/^(?:ms.swift|mcore.bridge|megatron.core|torch|transformers)==/.test(line)) console.log(`  ${line}`);
  const run = (name, cases) =>
    timed(`${cases.length} ${name} run`, () =>
      runCases(installed, cases.map(toInput), existsSync(models) ? [models] : []),
    );
  // A created case still has the verdict of the one that it was created from.
  const known = values.known ? given.filter(({ verdict }) => verdict !== undefined) : [];
  const cases = [...given.filter((each) => !known.includes(each)), ...createCases(installed)];
  const verdicts = [...known, ...(await run('command lines', cases))];
  const service = truth.createSourceService();
  if (!service.catalog.releases.includes(release))
    console.log(
      `The catalog has no ${release}, so our findings say little; \`npm run release -- ${release}\` adds it.`,
    );
  const checked = truth.checkVerdicts(service, release, models, verdicts);
  if (!values.fixes) return { service, verdicts, checked };
  const repairs = truth.repairCases(checked);
  const repaired = await run(
    'repaired command lines',
    repairs.repaired.map((each) => each.case),
  );
  return { service, verdicts, checked, fixes: truth.compareFixes(repairs, repaired) };
}

/** Replaces the rows of the release in the recorded sample. */
function record({ service, verdicts }) {
  const chosen = truth
    .chooseSample(verdicts, Number(values.record), truth.kindOf)
    .map((each) => ({ ...each, modelConfig: truth.readModel(each, models) }));
  const { rows, models: known } = truth.recordVerdicts(chosen, release, sampleModels, (message) =>
    truth.findFlags(service, message),
  );
  const others = readFileSync(SAMPLE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && JSON.parse(line).release !== release);
  writeFileSync(SAMPLE, `${[...others, ...rows.map(truth.printShort)].join('\n')}\n`);
  const added = Object.entries(known).filter(([key]) => !(key in sampleModels));
  const lines = added.map(([key, config]) => `,\n${JSON.stringify(key)}: ${JSON.stringify(config)}`);
  writeFileSync(SAMPLE_MODELS, readFileSync(SAMPLE_MODELS, 'utf8').replace(/\n\}\s*$/, `${lines.join('')}\n}\n`));
  formatFiles(SAMPLE_MODELS);
  console.log(`${rows.length} verdicts recorded in test/data/verdicts.jsonl`);
}

try {
  const result = await compare();
  const phases = truth.comparePhases(result.checked);
  for (const line of truth.printTable(phases, result.verdicts)) console.log(line);
  if (result.fixes) for (const line of truth.printFixes(result.fixes)) console.log(line);
  if (values.list) {
    for (const line of truth.listCases(phases, result.verdicts)) console.log(line);
    if (result.fixes) for (const line of truth.listFixes(result.fixes)) console.log(line);
  }
  writeFileSync(
    cachePath('truth', `verdicts-${release}.jsonl`),
    result.verdicts.map((each) => `${JSON.stringify(each)}\n`).join(''),
  );
  if (values.record) record(result);
  process.exitCode = phases.some(({ wrongErrors }) => wrongErrors.length > 0) ? 1 : 0;
} catch (error) {
  fail(`truth: ${error.message}`);
}
