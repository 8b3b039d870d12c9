/**
 * `npm run bench -- [--quick] [--only PART,...] [--files NAME,...] [--json FILE] [--write]`: measures our server, general
 * servers and one with fixed answers on the same files, in turn, and prints tables. `--write` writes them into
 * docs/performance.md. It asserts nothing, since a time is valid for one machine at one moment.
 */
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { atProcessEnd, removeFolder, run } from '../host/process.mjs';
import { measureChecks } from './checkScripts.mjs';
import { loadCore, measureBundles, measureCore, measureLayouts } from './core.mjs';
import { measureData } from './data.mjs';
import { computeFigures } from './figures.mjs';
import { createJsonFile, createShellFile, createYamlFile } from './files.mjs';
import { measureGrowth, placeFile } from './growth.mjs';
import { measureServers } from './measure.mjs';
import { describeRun, replaceRun } from './page.mjs';
import { NORMAL, QUICK } from './samples.mjs';
import { createJsonSchema } from './schema.mjs';
import { findNode, listServers } from './servers.mjs';
import { startSession } from './session.mjs';
import { completeOnce, measureIdleMemory, measureStarts } from './starts.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    only: { type: 'string' },
    files: { type: 'string' },
    json: { type: 'string' },
    write: { type: 'boolean' },
  },
});
const effort = options.quick ? QUICK : NORMAL;
const started = performance.now();
const scratch = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
atProcessEnd(() => removeFolder(scratch));
const log = (message) => process.stderr.write(`${message}\n`);
const loadBefore = loadavg()[0];

// An earlier build may be outdated, and a later one must not change what is measured.
await run(process.execPath, [join(root, 'scripts/build.mjs')]);
const dist = join(scratch, 'dist');
cpSync(join(root, 'dist'), dist, { recursive: true });
const core = await loadCore();
const schemaUri = writeSchema();

/** The parts of a run by name, each a function that returns rows. */
const PARTS = {
  servers: measureFiles,
  growth: async () =>
    measureGrowth(core.known, (await listServersOf(createYamlFile(core.known, 40)))[0], scratch, effort),
  check: () => measureChecks(core.known, { scratch, dist }, effort),
  core: async () => [...(await measureCore(core, effort)), ...(await measureLayouts(core, effort))],
  start: async () => [...(await measureData({ scratch, dist }, effort)), ...measureBundles(dist)],
};
const wanted = options.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.filter((name) => !PARTS[name]);
if (unknown.length > 0)
  throw new Error(`There is no part ${unknown.join(', ')}; the parts are ${Object.keys(PARTS).join(', ')}.`);
if (options.write && (options.only || options.files || options.quick)) throw new Error('--write needs a full run.');

const rows = [];
for (const name of wanted) {
  log(`measuring ${name} ...`);
  rows.push(...(await PARTS[name]()));
}
await printResults(computeFigures(rows));

async function measureFiles() {
  const { known } = core;
  const files = [
    ...[40, 1000, 10_000, 100_000].map((lines) => createYamlFile(known, lines)),
    ...[1, 100, 1000].map((commands) => createShellFile(known, commands)),
  ].filter(({ name }) => !options.files || options.files.split(',').includes(name));
  const measured = [];
  for (const file of files) {
    log(`measuring servers on ${file.name} ...`);
    const servers = await listServersOf(file);
    const ofFile = [...(await measureStarts(servers, effort)), ...(await measureServers(servers, effort))];
    measured.push(...ofFile.map((row) => ({ ...row, file: file.name })));
    // The memory without a document is the same for all files.
    if (file === files[0]) measured.push(...(await measureIdleMemory(servers, effort)));
  }
  return measured;
}

/** The servers for a file, which is placed on disk, and whose completion is recorded for the server with fixed answers. */
async function listServersOf(file) {
  const place = (each) => placeFile(each, join(scratch, each.name.replace(/\W/g, '-')));
  const placed = { ...place(file), answers: join(scratch, `${file.name}.answers.json`) };
  const lines = Number(/config-(\d+)/.exec(file.name)?.[1]);
  const asJson = lines ? place(createJsonFile(core.known, lines)) : undefined;
  const servers = listServers({ ...placed, asJson }, { dist, schemaUri });
  const session = startSession(servers[0]);
  try {
    await session.open();
    writeFileSync(placed.answers, JSON.stringify((await completeOnce(session, servers[0])).result));
  } finally {
    await session.stop();
  }
  return servers;
}

function writeSchema() {
  const file = join(scratch, 'schema.json');
  writeFileSync(file, JSON.stringify(createJsonSchema(core.known)));
  return pathToFileURL(file).href;
}

async function printResults(figures) {
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    node: (await run(findNode(), ['--version'])).trim().slice(1),
    cores: cpus().length,
    load: [loadBefore, loadavg()[0]].map((average) => Number(average.toFixed(1))),
    minutes: Math.ceil((performance.now() - started) / 60_000),
  };
  const causes = JSON.parse(readFileSync(join(import.meta.dirname, 'causes.json'), 'utf8'));
  const text = describeRun(figures, machine, causes);
  console.log(text);
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ ...machine, figures }, null, 2)}\n`);
  if (!options.write) return;
  const page = join(root, 'docs/performance.md');
  writeFileSync(page, replaceRun(readFileSync(page, 'utf8'), text));
}
