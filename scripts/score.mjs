// Prints how our verdicts compare with the real ones: npm run score -- FOLDER RELEASE [--list PHASE]
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { coreOptions } from './bundle.mjs';

const root = resolve(import.meta.dirname, '..');
const bundle = resolve(root, 'node_modules/.cache/score.mjs');
await build({
  stdin: {
    contents: `export * from './test/support/verdicts'; export { shippedService } from './server/src/data';`,
    resolveDir: root,
    loader: 'ts',
  },
  ...coreOptions(root),
  outfile: bundle,
  format: 'esm',
});
const { readCases, judgeCase, score, shippedService } = await import(pathToFileURL(bundle).href);

const [folder, release = '3.8.1', flag, phase] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm run score -- FOLDER RELEASE [--list PHASE]');
  process.exit(2);
}
const models = resolve(folder, 'models', release.startsWith('4.') ? '4.x' : release);
const service = shippedService();
const started = performance.now();
const judged = readCases(resolve(folder, `verdicts-${release}.jsonl`)).map((one) =>
  judgeCase(service, release, models, one),
);
const ms = (performance.now() - started) / judged.length;
for (const row of score(judged)) {
  console.log(
    `${row.phase.padEnd(24)} ${String(row.right).padStart(5)} of ${String(row.cases).padStart(5)}  ${((100 * row.right) / row.cases).toFixed(1)} %`,
  );
  if (flag === '--list' && (phase === row.phase || phase === undefined)) {
    for (const { case: one, findings } of row.wrong) {
      console.log(
        `  ${one.id} ${one.argv.slice(-6).join(' ')}\n    real: ${one.message ?? one.verdict}\n    ours: ${findings.map((f) => `${f.rule} ${f.message}`).join(' | ') || 'nothing'}`,
      );
    }
  }
}
console.log(`${ms.toFixed(3)} ms a case`);
