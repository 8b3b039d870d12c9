// Prints how our verdicts compare with the real ones: npm run score -- FOLDER [RELEASE] [--list PHASE] [--kinds] [--fixes]
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './bundle.mjs';

const { readCases, judgeCase, restsOnMachine, score, kindOf, createSourceService } = await bundled(
  'score',
  `export * from './test/support/verdicts'; export { createSourceService } from './server/src/data/sourceService';`,
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'string' }, kinds: { type: 'boolean' }, fixes: { type: 'boolean' } },
});
const [folder, only] = positionals;
if (!folder) {
  console.error(
    'usage: npm run score -- FOLDER [RELEASE] [--list PHASE|accepted|overridden] [--kinds] [--fixes]\n' +
      '  --list   the cases of a phase that we judge otherwise     --kinds  kinds of rejection, with how many we miss\n' +
      '  --fixes  how often the first offered fix leaves no error',
  );
  process.exit(2);
}

const service = createSourceService();
const percent = (part, all) => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`).padStart(8);
const row = (name, part, all) =>
  console.log(`${name.padEnd(28)} ${String(part).padStart(5)} of ${String(all).padStart(5)} ${percent(part, all)}`);
const shown = ({ case: one, findings }) =>
  `  ${one.id} ${Object.entries(one.env ?? {})
    .map((each) => each.join('='))
    .join(' ')} ${typeof one.modelConfig === 'string' ? `[${one.modelConfig}] ` : ''}${one.argv.join(' ')}\n` +
  `    real: ${one.phase} ${one.exception ?? ''} ${one.message ?? one.verdict}\n    ours: ${findings.map((f) => `${f.rule} (${f.severity}) ${f.message}`).join(' | ') || 'nothing'}`;

const pathOf = (release) => resolve(folder, `verdicts-${release}.jsonl`);
const releases = ['3.8.1', '3.12.6', '4.2.3', '4.5.2'].filter(
  (release) => (!only || only === release) && existsSync(pathOf(release)),
);
if (releases.length === 0) {
  console.error(`score: there is no ${pathOf(only ?? 'RELEASE')}`);
  process.exit(2);
}
for (const release of releases) {
  const models = resolve(folder, 'models', release.startsWith('4.') ? '4.x' : release);
  const started = performance.now();
  const judged = readCases(pathOf(release)).map((one) => judgeCase(service, release, models, one));
  const ms = (performance.now() - started) / judged.length;
  console.log(`\n${release}  (${ms.toFixed(3)} ms a case)`);
  for (const { phase, right, cases, wrong } of score(judged.filter((each) => !restsOnMachine(each.case)))) {
    row(phase, right, cases);
    if (values.list === phase || (values.list === 'accepted' && phase === 'swift-layer-passed'))
      for (const each of wrong) console.log(shown(each));
  }
  const rejects = judged.filter((each) => each.case.verdict === 'reject');
  const seen = rejects.filter((each) => !restsOnMachine(each.case));
  row('rejects that a text shows', seen.filter((each) => each.namesCause).length, seen.length);
  row('all rejects', rejects.filter((each) => each.namesCause).length, rejects.length);
  const later = judged.filter((each) => each.case.verdict === 'accept' && each.later.length > 0);
  if (later.length > 0) row('accepted, fails later', later.length, judged.length - rejects.length);
  const overridden = judged.flatMap((each) => each.case.overridden ?? []).length;
  const unmarked = judged.filter((each) => each.unmarked.length > 0);
  row('overridden flags', overridden - unmarked.reduce((sum, each) => sum + each.unmarked.length, 0), overridden);
  if (values.list === 'overridden')
    for (const each of unmarked) console.log(`  ${each.unmarked.join(' ')}: ${shown(each)}`);
  if (values.fixes) {
    const explained = rejects.filter((each) => each.namesCause).map((each) => each.fixed());
    row('first fix leaves no error', explained.filter((each) => each === true).length, explained.length);
    row('no fix offered', explained.filter((each) => each === undefined).length, explained.length);
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
