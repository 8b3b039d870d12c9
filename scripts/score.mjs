// `npm run score -- FOLDER [RELEASE] [--list PHASE] [--kinds] [--fixes]`: compares our findings with the verdicts of the real code.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';

const { readCases, checkCase, dependsOnMachine, score, kindOf, createSourceService } = await importBundled(
  'score',
  `export * from './test/support/verdicts'; export { createSourceService } from './server/src/data/shippedService';`,
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'string' }, kinds: { type: 'boolean' }, fixes: { type: 'boolean' } },
});
const [folder, only] = positionals;
if (!folder) {
  console.error(
    'usage: npm run score -- FOLDER [RELEASE] [--list PHASE|accepted|overridden|fixes] [--kinds] [--fixes]\n' +
      '  --list   the cases of a phase with another result     --kinds  kinds of rejection, with the number of misses\n' +
      '  --fixes  the number of first fixes that leave no error',
  );
  process.exit(2);
}

const service = createSourceService();
const formatPercent = (part, all) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`).padStart(8);
const printRow = (name, part, all) =>
  console.log(
    `${name.padEnd(28)} ${String(part).padStart(5)} of ${String(all).padStart(5)} ${formatPercent(part, all)}`,
  );
const describe = ({ case: input, findings }) =>
  `  ${input.id} ${Object.entries(input.env ?? {})
    .map((each) => each.join('='))
    .join(' ')} ${typeof input.modelConfig === 'string' ? `[${input.modelConfig}] ` : ''}${input.argv.join(' ')}\n` +
  `    real: ${input.phase} ${input.exception ?? ''} ${input.message ?? input.verdict}\n    ours: ${findings.map((f) => `${f.rule} (${f.severity}) ${f.message}`).join(' | ') || 'no finding'}`;

// The name of a file begins with the release: verdicts-4.5.2.jsonl and verdicts-4.5.2-full.jsonl were both judged by 4.5.2.
const VERDICTS = /^verdicts-((\d+(?:\.\d+)+)[\w.-]*)\.jsonl$/;
const files = (existsSync(folder) ? readdirSync(folder) : [])
  .map((file) => VERDICTS.exec(file))
  .filter((match) => match !== null && (!only || only === match[1] || only === match[2]))
  .map(([file, name, release]) => ({ path: resolve(folder, file), name, release }))
  .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
if (files.length === 0) {
  console.error(`score: ${resolve(folder, `verdicts-${only ?? 'RELEASE'}.jsonl`)} does not exist`);
  process.exit(2);
}
for (const { path, name, release } of files) {
  const own = resolve(folder, 'models', release);
  const models = existsSync(own) ? own : resolve(folder, 'models/4.x');
  const started = performance.now();
  const results = readCases(path).map((input) => checkCase(service, release, models, input));
  const ms = (performance.now() - started) / results.length;
  console.log(`\n${name}  (${ms.toFixed(3)} ms a case)`);
  for (const { phase, right, cases, wrong } of score(results.filter((each) => !dependsOnMachine(each.case)))) {
    printRow(phase, right, cases);
    if (values.list === phase || (values.list === 'accepted' && phase === 'swift-layer-passed'))
      for (const each of wrong) console.log(describe(each));
  }
  const rejects = results.filter((each) => each.case.verdict === 'reject');
  const visible = rejects.filter((each) => !dependsOnMachine(each.case));
  printRow('rejects that a text shows', visible.filter((each) => each.namesCause).length, visible.length);
  printRow('all rejects', rejects.filter((each) => each.namesCause).length, rejects.length);
  const later = results.filter((each) => each.case.verdict === 'accept' && each.later.length > 0);
  if (later.length > 0) printRow('accepted, fails later', later.length, results.length - rejects.length);
  const overridden = results.flatMap((each) => each.case.overridden ?? []).length;
  const unmarked = results.filter((each) => each.unmarked.length > 0);
  printRow('overridden flags', overridden - unmarked.reduce((sum, each) => sum + each.unmarked.length, 0), overridden);
  if (values.list === 'overridden')
    for (const each of unmarked) console.log(`  ${each.unmarked.join(' ')}: ${describe(each)}`);
  if (values.fixes) {
    const explained = rejects.filter((each) => each.namesCause).map((each) => ({ each, repair: each.repair() }));
    printRow(
      'first fixes leave no error',
      explained.filter(({ repair }) => repair.end === 'clean').length,
      explained.length,
    );
    printRow('no fix offered', explained.filter(({ repair }) => repair.steps.length === 0).length, explained.length);
    printRow(
      'a warning appears',
      explained.filter(({ repair }) => repair.introduced.length > 0).length,
      explained.length,
    );
    if (values.list === 'fixes')
      for (const { each, repair } of explained.filter((row) => row.repair.end !== 'clean'))
        console.log(`  ${repair.steps.length === 0 ? 'no fix' : 'an error is left'}: ${describe(each)}`);
  }
  if (values.kinds) {
    const kinds = [...Map.groupBy(rejects, (each) => `${each.case.phase}  ${kindOf(each.case)}`)]
      .map(([kind, all]) => ({ kind, all: all.length, missed: all.filter((each) => !each.namesCause) }))
      .filter(({ missed }) => missed.length > 0)
      .sort((a, b) => b.missed.length - a.missed.length);
    for (const { kind, all, missed } of kinds)
      console.log(`  missed ${missed.length} of ${all}  ${kind}   e.g. ${missed[0].case.id}`);
  }
}
