// `npm run truth:migrations -- PATH FROM TO`: migrates every example of the ms-swift tree PATH from release FROM to TO, runs
// both command lines through the real code, and compares the values that each run ends up with. See README.md.
// Exit code: 0 all are accepted and train the same, 1 some do not, 2 it cannot compare.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from '../bundle.mjs';
import { cachePath } from '../cache.mjs';
import { root } from '../setup.mjs';
import { installRelease } from './install.mjs';
import { runCases } from './verdicts.mjs';

const USAGE = `usage: npm run truth:migrations -- PATH FROM TO [--to-tree PATH] [--models FOLDER] [--core VERSION] [--bridge VERSION] [--list]
  PATH        a source tree of ms-swift FROM, whose examples are migrated
  --to-tree   a source tree of TO, whose plugins replace those of PATH, since no migration changes Python
  --models    a folder of config.json files, named after their models
  --core      the Megatron core of TO, --bridge its mcore-bridge; by default those that pip chooses
  --list      prints undecided command lines too`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'to-tree': { type: 'string' },
    models: { type: 'string' },
    core: { type: 'string' },
    bridge: { type: 'string' },
    list: { type: 'boolean' },
  },
});
const [tree, from, to] = positionals;
if (!to) {
  console.error(USAGE);
  process.exit(2);
}

const { createSourceService, migrateCommands, compareArguments, isExplained } = await importBundled(
  'migrations',
  `export * from './scripts/truth/migratedCommands';
   export { createSourceService } from './server/src/data/shippedService';`,
);
const service = createSourceService();
const readData = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const migrationData = readData('schemas/migration.json');
const { gone, harmless } = readData('scripts/truth/migrations.json');

/** The config.json of a model: the name of a file in the folder of --models, else the numbers of the catalog. */
function findModel(name) {
  if (values.models && existsSync(join(values.models, `${name}.json`))) return name;
  return service.catalog.findModel(name)?.size.config;
}

/** The text of an example file that a command names, such as a plugin, as the release has it. */
const readNamed = (name, release) => {
  const path = join(release === to && values['to-tree'] ? values['to-tree'] : tree, name);
  return /^examples\/.*\.\w+$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
};

const commands = readdirSync(join(tree, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:sh|ya?ml)$/.test(name))
  .sort()
  .flatMap((name) => {
    const path = resolve(tree, 'examples', name);
    return migrateCommands(service, relative(tree, path), readFileSync(path, 'utf8'), from, to, {
      findModel,
      readNamed,
    });
  });

const run = async (release, options, cases) => {
  const results = await runCases(
    installRelease(release, options),
    cases,
    values.models ? [resolve(values.models)] : [],
    undefined,
    'arguments.py',
  );
  return new Map(results.map((result) => [result.id, result]));
};

const describe = ({ phase, exception, message, site }) =>
  `${phase}: ${exception}: ${message} (${site})`.replaceAll('\n', ' ');

async function compare() {
  const before = await run(
    from,
    {},
    commands.map((each) => each.before),
  );
  const after = await run(
    to,
    values,
    commands.map((each) => each.after),
  );
  const counts = { accepted: 0, rejected: 0, gone: 0, 'rejected before': 0, undecided: 0, changed: 0 };
  const changes = new Map();
  for (const { id, command, notes } of commands) {
    const [old, now] = [before.get(id), after.get(id)];
    const known = gone.find(({ path }) => id.startsWith(path));
    if (now.verdict === 'unknown') {
      counts.undecided++;
      if (values.list) console.log(`${id} undecided: ${describe(now)}`);
    } else if (now.verdict === 'reject') {
      counts[known ? 'gone' : old.verdict === 'reject' ? 'rejected before' : 'rejected']++;
      console.log(`${id} ${known ? `gone: ${known.why}` : `rejected: ${describe(now)}`}`);
    } else counts.accepted++;
    if (old.verdict !== 'accept') console.log(`${id} ${old.verdict} by ${from}: ${describe(old)}`);
    if (old.verdict !== 'accept' || now.verdict !== 'accept') continue;
    const all = compareArguments(service.catalog, migrationData, command, [from, to], old, now);
    const changed = all.filter((each) => !isExplained(each, notes, harmless, now));
    if (changed.length > 0) counts.changed++;
    for (const { flag, target, before: oldValue, after: newValue } of changed) {
      const change = `${flag === target ? flag : `${flag} -> ${target}`}: ${JSON.stringify(oldValue)} -> ${JSON.stringify(newValue)}`;
      changes.set(change, [...(changes.get(change) ?? []), id]);
    }
  }
  for (const [change, ids] of [...changes].sort()) console.log(`changed ${change} in ${ids.length}: ${ids[0]}`);
  writeFileSync(
    cachePath('truth', `migrations-${from}-${to}.json`),
    JSON.stringify(commands.map((each) => ({ ...each, old: before.get(each.id), now: after.get(each.id) }))),
  );
  console.log(
    `${commands.length} command lines from ${from} to ${to}: ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  );
  return counts.rejected + counts.changed;
}

try {
  process.exitCode = (await compare()) > 0 ? 1 : 0;
} catch (error) {
  console.error(`truth:migrations: ${error.message}`);
  process.exitCode = 2;
}
