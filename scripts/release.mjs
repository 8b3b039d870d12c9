// `npm run release -- X`: downloads ms-swift X, compares it with the newest release of the catalog, updates the data that
// follows from its source, and prints the decisions left to a person. For a release that the catalog has, it only compares.
// No code of ms-swift runs. Exit code: 0 nothing is left to decide, 1 decisions or differences are left, 2 it cannot compare.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { findPackages, readPackages } from './upstream/comparedPackages.mjs';
import { downloadPackage, readMetadata } from './upstream/packages.mjs';
import { readRules } from './upstream/rules.mjs';
import { readExplained, readReviewed, updateData } from './upstream/updateData.mjs';

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
   export * from './scripts/upstream/declarations';
   export * from './scripts/upstream/reviewed';
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

/** The names in the metadata of packages, by their names in Python. */
const DISTRIBUTIONS = { swift: 'ms-swift', mcore_bridge: 'mcore-bridge' };

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

const section = (title, lines) => {
  console.log(`\n## ${title}`);
  for (const line of lines.length > 0 ? lines : ['no change']) console.log(line);
};

const rules = readRules(service);
const packages = attempt(() => findPackages(upstream, rules, { folder, release, previous, ...values }));
const reviewed = readReviewed();
const citingTexts = upstream.listCitingTexts(reviewed);
const facts = attempt(() => readPackages(upstream, [...rules, ...citingTexts], packages));
const differences = upstream.splitExplained(
  upstream.findDifferences(catalog, release, tree.commands),
  readExplained(),
  release,
);
const [swift, bridge] = ['swift', 'mcore_bridge'].map((name) => facts.get(name));
const names = upstream.findNameChanges(swift.before, swift.after);
const sources = upstream.followRules(rules, facts);
const changes = [swift, bridge]
  .filter(Boolean)
  .flatMap(({ before, after }) => upstream.findFunctionChanges(before, after, CHECKED_FOLDERS));
const staleTexts = upstream.findStaleTexts(
  upstream.listUnread(
    [...catalog.flags, ...catalog.environment].map(({ name }) => name),
    reviewed,
    release,
  ),
  upstream.followRules(citingTexts, facts),
  changes,
);

console.log(`# ms-swift ${release}, compared with ${isKnown ? 'the catalog and ' : ''}${previous}`);
for (const [name, { before, after }] of Object.entries(packages))
  console.log(`${name} ${before.version} -> ${after.version}`);
section(
  'Requirements',
  ['swift', 'mcore_bridge'].flatMap((name) => {
    const { before, after } = packages[name] ?? {};
    const texts = [before, after].map((each) => (each ? readMetadata(each.folder, DISTRIBUTIONS[name]) : ''));
    if (texts.includes('')) return [`${name}: there is no metadata to compare`];
    return upstream.compareRequirements(...texts.map(upstream.readRequirements)).map((line) => `${name}: ${line}`);
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
const bridgeNames = bridge ? upstream.findNameChanges(bridge.before, bridge.after) : [];
section('Names of the Megatron bridge', upstream.describeNames(bridgeNames));
section('Models', upstream.describeModels(swift.before.models, swift.after.models));
section('Rules whose code changed, vanished or cannot be located', upstream.describeRuleSources(sources));
section('Rules whose code moved', upstream.describeMoved(sources));
section('Texts whose code changed', upstream.describeStaleTexts(staleTexts, reviewed));
section('Checks', upstream.describeStatements(changes, ['check', 'warning']));
section('Values that the code sets', upstream.describeStatements(changes, ['setting']));
section('Other changed functions', upstream.describeFunctions(changes, ['check', 'warning', 'setting']));

const decisions = upstream.listDecisions({
  differences: differences.unexplained,
  names,
  sources,
  changes,
  staleTexts,
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
