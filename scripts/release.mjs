// `npm run release -- X`: downloads ms-swift X, compares it with the newest release of the catalog, updates the data that
// follows from its source, and prints the decisions left to a person. For a release that the catalog has, it only compares.
// No code of ms-swift runs. Exit code: 0 nothing is left to decide, 1 decisions or differences are left, 2 it cannot compare.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { downloadPackage, readFacts, readMetadata } from './upstream/packages.mjs';
import { readRules } from './upstream/rules.mjs';
import { readExplained, updateData } from './upstream/updateData.mjs';

const USAGE = `usage: npm run release -- X [--from RELEASE] [--tree PATH] [--bridge VERSION] [--core VERSION] [--dry-run]
  --from     the release to compare with; by default the one before X in the catalog
  --tree     a source tree or installed package of ms-swift, instead of a download; X is then optional
  --bridge   the mcore-bridge, --core the Megatron core to compare with; by default the newest ones that X allows
  --dry-run  writes nothing`;

const upstream = await importBundled(
  'release',
  `export * from './scripts/upstream/tree';
   export * from './scripts/upstream/compare';
   export * from './scripts/upstream/requirements';
   export * from './scripts/upstream/functionChanges';
   export * from './scripts/upstream/ruleSources';
   export * from './scripts/upstream/report';
   export * from './scripts/upstream/ranges';
   export * from './scripts/upstream/forms';
   export * from './scripts/upstream/lifetimes';
   export * from './scripts/upstream/flagsText';
   export * from './scripts/upstream/decisions';
   export { compareReleases } from './server/src/core/catalog/release';
   export { createSourceService } from './server/src/data/shippedService';`,
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string' },
    tree: { type: 'string' },
    bridge: { type: 'string' },
    core: { type: 'string' },
    'dry-run': { type: 'boolean' },
  },
});
if (positionals.length + (values.tree ? 1 : 0) === 0) fail(USAGE);

function fail(message) {
  console.error(message);
  process.exit(2);
}

/** Folders in which a change may be a change of rules; what lies outside them needs data or GPUs. */
const CHECKED_FOLDERS = [
  ...[
    'megatron',
    'arguments',
    'cli',
    'pipelines/train',
    'pipelines/base.py',
    'ray',
    'rlhf_trainers',
    'rl_core',
    'utils',
  ].map((name) => `swift/${name}`),
  'mcore_bridge/',
];

/** Runs a step whose failure, such as an unknown release, ends the comparison. */
function attempt(step) {
  try {
    return step();
  } catch (error) {
    return fail(`release: ${error.message}`);
  }
}

const service = upstream.createSourceService();
const { catalog } = service;
const folder = values.tree
  ? resolve(values.tree)
  : attempt(() => downloadPackage('ms-swift', `==${positionals[0]}`).folder);
const tree = attempt(() => upstream.readTree(folder));
const release = positionals[0] ?? tree.version;
const isKnown = catalog.releases.includes(release);
const previous = values.from ?? catalog.releases.findLast((each) => upstream.compareReleases(each, release) < 0);
if (!previous) fail(`release: the catalog has no release before ${release}`);
if (!isKnown && previous !== catalog.releases.at(-1) && !values.from)
  fail(`release: ${release} is older than ${catalog.releases.at(-1)}; only data of a newer release can be added`);

/** The packages to compare: folder and version before and after, by their names in Python. */
function findPackages() {
  const before = downloadPackage('ms-swift', `==${previous}`);
  const bridgeBefore = downloadPackage(
    'mcore-bridge',
    `==${findLowest(rangeIn(before.folder, 'ms-swift', 'mcore-bridge'))}`,
  );
  const bridgeRange = values.bridge ? `==${values.bridge}` : rangeIn(folder, 'ms-swift', 'mcore-bridge');
  const bridge = downloadPackage('mcore-bridge', bridgeRange);
  const core = downloadPackage(
    'megatron-core',
    values.core ? `==${values.core}` : rangeIn(bridge.folder, 'mcore-bridge', 'megatron-core'),
  );
  return {
    swift: { before, after: { folder, version: release } },
    mcore_bridge: { before: bridgeBefore, after: bridge },
    megatron: { before: downloadPackage('megatron-core', `==${newestCitedCore(core.version)}`), after: core },
  };
}

function rangeIn(at, name, wanted) {
  const requirements = upstream.readRequirements(readMetadata(at, name));
  const found = [...requirements].find(([requirement]) => requirement.split(' ')[0] === wanted);
  return found?.[1] ?? '';
}

const findLowest = (range) => /(?:>=|==)([\w.]+)/.exec(range)?.[1] ?? fail(`release: no lowest version in ${range}`);

const rules = readRules(service);

/** The newest Megatron core in which a rule was read, up to the one that the release allows. */
const newestCitedCore = (limit) =>
  rules
    .flatMap(({ source }) => upstream.findNewestCitations(source))
    .flatMap((each) => (each.package === 'megatron' && each.release ? [each.release] : []))
    .filter((each) => upstream.compareReleases(each, limit) <= 0)
    .sort(upstream.compareReleases)
    .at(-1);

/** The facts of each package, also in the releases that rules cite. Cited releases that PyPI lacks are left out. */
function readPackages(packages) {
  const names = { swift: 'ms-swift', mcore_bridge: 'mcore-bridge', megatron: 'megatron-core' };
  return new Map(
    Object.entries(packages).map(([name, { before, after }]) => {
      const cited = new Set(
        rules
          .flatMap(({ source }) => upstream.findNewestCitations(source))
          .flatMap((each) => (each.package === name && each.line && each.release ? [each.release] : [])),
      );
      const found = [...cited].flatMap((version) => {
        // `core_r0.13.0` is a branch; the newest version from it is the closest one.
        const range = name === 'megatron' ? version.replace(/\.0$/, '.*') : version;
        try {
          return [[version, downloadPackage(names[name], `==${range}`).folder]];
        } catch {
          return [];
        }
      });
      const [first, second, ...others] = readFacts([before.folder, after.folder, ...found.map(([, at]) => at)]);
      const byRelease = new Map(found.map(([version], index) => [version, others[index]]));
      return [name, { before: first, after: second, version: before.version, cited: byRelease }];
    }),
  );
}

const section = (title, lines) => {
  console.log(`\n## ${title}`);
  for (const line of lines.length > 0 ? lines : ['no change']) console.log(line);
};

const packages = attempt(findPackages);
const facts = attempt(() => readPackages(packages));
const differences = upstream.splitExplained(
  upstream.findDifferences(catalog, release, tree.commands),
  readExplained(),
  release,
);
const swift = facts.get('swift');
const names = upstream.findNameChanges(swift.before, swift.after);
const sources = upstream.followRules(rules, facts);
const changes = [swift, facts.get('mcore_bridge')].flatMap(({ before, after }) =>
  upstream.findFunctionChanges(before, after, CHECKED_FOLDERS),
);

console.log(`# ms-swift ${release}, compared with ${isKnown ? 'the catalog and ' : ''}${previous}`);
for (const [name, { before, after }] of Object.entries(packages))
  console.log(`${name} ${before.version} -> ${after.version}`);
section(
  'Requirements',
  ['ms-swift', 'mcore-bridge'].flatMap((name) => {
    const { before, after } = packages[name === 'ms-swift' ? 'swift' : 'mcore_bridge'];
    const [old, now] = [before, after].map((each) => upstream.readRequirements(readMetadata(each.folder, name)));
    return upstream.compareRequirements(old, now).map((line) => `${name}: ${line}`);
  }),
);
section(
  isKnown ? 'Flags that differ from the catalog' : 'Flags',
  upstream.describeDifferences(differences.unexplained),
);
section(
  'Intended differences of flags',
  differences.explained.map(({ difference, reason }) => `${difference.flag} ${difference.aspect}: ${reason}`),
);
section('Names', upstream.describeNames(names));
section(
  'Names of the Megatron bridge',
  upstream.describeNames(upstream.findNameChanges(...Object.values(facts.get('mcore_bridge')).slice(0, 2))),
);
section('Models', upstream.describeModels(swift.before.models, swift.after.models));
section('Rules whose code changed, vanished or cannot be located', upstream.describeRuleSources(sources));
section('Rules whose code moved', upstream.describeMoved(sources));
section('Checks', upstream.describeStatements(changes, ['check', 'warning']));
section('Values that the code sets', upstream.describeStatements(changes, ['setting']));
section('Other changed functions', upstream.describeFunctions(changes, ['check', 'warning', 'setting']));

const decisions = upstream.listDecisions({
  differences: differences.unexplained,
  names,
  sources,
  changes,
  catalog,
  isKnown,
});
if (!isKnown && !values['dry-run']) {
  const context = { upstream, catalog, tree, facts: swift, release, previous, names, sources };
  section('Written', updateData(context, differences.unexplained));
}
section('Decisions left to a person', decisions);
const counts = upstream.countFates(sources);
console.log(`\nCode of ${sources.length} rules: ${counts}. ${decisions.length} decisions.`);
process.exitCode = decisions.length > 0 ? 1 : 0;
