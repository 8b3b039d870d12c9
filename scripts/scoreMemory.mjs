// `npm run score:memory -- FILE... [--models FOLDER] [--rows]`: compares estimates of memory with measured runs.
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';

const { readRuns, estimateRun, createSourceService } = await importBundled(
  'score-memory',
  `export * from './test/support/memoryRuns'; export { createSourceService } from './server/src/data/shippedService';`,
);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { models: { type: 'string' }, rows: { type: 'boolean' } },
});
if (positionals.length === 0) {
  console.error(
    'usage: npm run score:memory -- FILE... [--models FOLDER] [--rows]\n' +
      '  --models  config.json files by name, for runs without one     --rows  each run with its parts',
  );
  process.exit(2);
}

/** The errors in percent, by kind of run. */
const errors = new Map();
const unknown = new Map();
const addError = (group, estimate, truth) =>
  errors.set(group, [...(errors.get(group) ?? []), (100 * (estimate - truth)) / truth]);
const KINDS = ['measured-h200', 'measured', 'carried over', 'requirement'];
const service = createSourceService();

for (const run of positionals.flatMap(readRuns).filter(({ kind }) => KINDS.includes(kind))) {
  const answer = estimateRun(service, run, values.models);
  if ('unknown' in answer) {
    unknown.set(run.id ?? run.model, answer.unknown);
    continue;
  }
  const { memory } = answer;
  const isMeasured = run.kind === 'measured-h200';
  const most = (quantity) => Math.max(...memory.stages.map((stage) => stage[quantity]));
  const quantity = isMeasured ? 'reserved' : 'used';
  addError(
    isMeasured ? 'H200 reserved' : `${run.kind}, ${run.packed ? 'packed' : 'not packed'}`,
    most(quantity),
    run.stated_gib,
  );
  if (isMeasured) addError('H200 allocated', most('allocated'), run.allocated_gib);
  if (values.rows) printRow(run, memory, most(quantity));
}

function printRow(run, memory, estimate) {
  const { parts } = memory.stages[memory.fullest];
  const error = ((100 * (estimate - run.stated_gib)) / run.stated_gib).toFixed(1);
  const text = Object.entries(parts).map(([name, gib]) => `${name} ${gib.toFixed(2)}`);
  console.log(
    `${String(run.id ?? run.path)
      .slice(0, 56)
      .padEnd(
        56,
      )} ${run.stated_gib.toFixed(1).padStart(6)} ${estimate.toFixed(1).padStart(6)} ${error.padStart(6)} %  ${text.join(', ')}`,
  );
}

const LIMITS = [2, 6, 10];
console.log(
  `${''.padEnd(30)} runs   median      p90 ${LIMITS.map((limit) => `  <= ${limit} %`.padStart(10)).join('')}`,
);
for (const [group, list] of [...errors].sort()) {
  const sizes = list.map(Math.abs).sort((a, b) => a - b);
  const at = (part) => sizes[Math.min(sizes.length - 1, Math.floor(part * sizes.length))].toFixed(1).padStart(6);
  const shares = LIMITS.map(
    (limit) => `${((100 * sizes.filter((size) => size <= limit).length) / sizes.length).toFixed(0)} %`,
  );
  console.log(
    `${group.padEnd(30)} ${String(list.length).padStart(4)} ${at(0.5)} % ${at(0.9)} % ${shares.map((share) => share.padStart(10)).join('')}`,
  );
}
for (const [id, reasons] of unknown) console.log(`unknown  ${id}: ${reasons.join('; ')}`);
