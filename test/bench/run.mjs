/**
 * Measures our server beside the general servers for the same files, and prints one table:
 * `npm run bench -- [--quick] [--json FILE]`. It asserts nothing, as a time is true of one machine at one moment.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { atProcessEnd, removeFolder, run } from '../host/process.mjs';
import { bundleSizes, loadCore, measureCore } from './core.mjs';
import { measureData } from './data.mjs';
import { shellFile, yamlFile } from './files.mjs';
import { goalsOf } from './goals.mjs';
import { measureServer, NORMAL, QUICK } from './measure.mjs';
import { jsonSchema } from './schema.mjs';
import { buildOurs, installServers, nodeProgram, serversFor } from './servers.mjs';
import { figuresOf, tableOf } from './table.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const effort = options.quick ? QUICK : NORMAL;
const scratch = mkdtempSync(join(tmpdir(), 'preflight-bench-'));
atProcessEnd(() => removeFolder(scratch));
const say = (message) => process.stderr.write(`${message}\n`);

await buildOurs();
// Without the others there still are our own figures; each of them then says why it did not start.
await installServers().catch((error) => say(`the other servers could not be installed: ${error.message}`));
const core = await loadCore();

const schemaFile = join(scratch, 'schema.json');
writeFileSync(schemaFile, JSON.stringify(jsonSchema(core.known)));

const files = [
  yamlFile(core.known, 40),
  yamlFile(core.known, 1000),
  shellFile(core.known, 1),
  shellFile(core.known, 100),
].map((file) => {
  // Each in a folder of its own: some servers read whatever else lies beside a file.
  const folder = join(scratch, file.name.replace(/\W/g, '-'));
  mkdirSync(folder);
  writeFileSync(join(folder, file.name), file.text);
  return { ...file, folder, uri: pathToFileURL(join(folder, file.name)).href };
});

const loadBefore = loadavg()[0];
const rows = [];
for (const file of files) {
  for (const server of serversFor(file.language, pathToFileURL(schemaFile).href)) {
    say(`measuring ${server.name} on ${file.name} ...`);
    const measured = await measureServer(server, file, effort);
    rows.push(...measured.map((row) => ({ ...row, file: file.name, server: server.name })));
  }
}
say('measuring our core ...');
rows.push(...(await measureCore(core, effort)), ...bundleSizes(), ...(await measureData(scratch, effort)));

const figures = figuresOf(rows);
const node = (await run(nodeProgram(), ['--version'])).trim();
const load = [loadBefore, loadavg()[0]].map((average) => Number(average.toFixed(1)));
console.log(`\n${tableOf(figures)}`);
console.log(`\nServers on Node ${node}, ${cpus().length} cores, load ${load[0]} before and ${load[1]} after.`);
console.log(`\n${goalsOf(figures)}\n`);
console.log('bash-ls offers and explains variables, nothing at flags: completion and hover are asked for there.');
if (options.json)
  writeFileSync(options.json, `${JSON.stringify({ node, cores: cpus().length, load, figures }, null, 2)}\n`);
