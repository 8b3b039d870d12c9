/**
 * `npm run bench -- [--quick] [--json FILE]`: measures our server and general servers on the same files, and prints one
 * table. It asserts nothing, since a time is valid for one machine at one moment.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { atProcessEnd, removeFolder, run } from '../host/process.mjs';
import { loadCore, measureBundles, measureCore, measureLayouts } from './core.mjs';
import { measureData } from './data.mjs';
import { createShellFile, createYamlFile } from './files.mjs';
import { printGoals } from './goals.mjs';
import { measureServer, NORMAL, QUICK } from './measure.mjs';
import { buildOurs, createServers, findNode, installServers } from './measuredServers.mjs';
import { createJsonSchema } from './schema.mjs';
import { computeFigures, printTable } from './table.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const effort = options.quick ? QUICK : NORMAL;
const scratch = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
atProcessEnd(() => removeFolder(scratch));
const log = (message) => process.stderr.write(`${message}\n`);

await buildOurs();
// Our own figures do not need the other servers; each of those reports why it did not start.
await installServers().catch((error) => log(`the other servers could not be installed: ${error.message}`));
const core = await loadCore();

const schemaFile = join(scratch, 'schema.json');
writeFileSync(schemaFile, JSON.stringify(createJsonSchema(core.known)));

const files = [
  createYamlFile(core.known, 40),
  createYamlFile(core.known, 1000),
  createShellFile(core.known, 1),
  createShellFile(core.known, 100),
].map((file) => {
  // Each in a folder of its own, since some servers read all files of a folder.
  const folder = join(scratch, file.name.replace(/\W/g, '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, file.name), file.text);
  return { ...file, folder, uri: pathToFileURL(join(folder, file.name)).href };
});

const loadBefore = loadavg()[0];
const rows = [];
for (const file of files) {
  for (const server of createServers(file.language, pathToFileURL(schemaFile).href)) {
    log(`measuring ${server.name} on ${file.name} ...`);
    const measured = await measureServer(server, file, effort);
    rows.push(...measured.map((row) => ({ ...row, file: file.name, server: server.name })));
  }
}
log('measuring our core ...');
rows.push(
  ...(await measureCore(core, effort)),
  ...(await measureLayouts(core, effort)),
  ...measureBundles(),
  ...(await measureData(scratch, effort)),
);

const figures = computeFigures(rows);
const node = (await run(findNode(), ['--version'])).trim();
const load = [loadBefore, loadavg()[0]].map((average) => Number(average.toFixed(1)));
console.log(`\n${printTable(figures)}`);
console.log(`\nServers on Node ${node}, ${cpus().length} cores, load ${load[0]} before and ${load[1]} after.`);
console.log(`\n${printGoals(figures)}\n`);
console.log('bash-ls supports variables and not flags: its completion and hover are measured at variables.');
if (options.json)
  writeFileSync(options.json, `${JSON.stringify({ node, cores: cpus().length, load, figures }, null, 2)}\n`);
